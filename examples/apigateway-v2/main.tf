# An HTTP API that terraform-aws-modules/apigateway-v2 builds, behind this authorizer. The two modules refer to each
# other. Terraform orders resources and not modules, so one apply creates the API, then the authorizer, then the route.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name      = "apigateway-v2-example"
  issuer    = var.issuer
  audience  = var.audience
  http_apis = { orders = { id = module.api.api_id } }
}

module "api" {
  #checkov:skip=CKV_TF_1:A source in a registry has a version, not a commit.
  source  = "terraform-aws-modules/apigateway-v2/aws"
  version = "~> 6.1"

  name               = "apigateway-v2-example"
  create_domain_name = false

  routes = {
    "GET /orders" = {
      # Without authorization_type, the route is open, whatever its authorizer_id is.
      authorization_type = "CUSTOM"
      authorizer_id      = module.authorizer.http_authorizer_ids["orders"]

      integration = {
        type   = "HTTP_PROXY"
        method = "GET"
        uri    = var.backend_url
      }
    }
  }
}
