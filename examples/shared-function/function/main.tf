# The function, without APIs. It publishes what other stacks need to attach their APIs.

module "authorizer" {
  source = "../../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name     = var.name
  issuer   = var.issuer
  audience = var.audience

  # One permission for all APIs of this account in this region: the API stacks need no right to change the function.
  invoke_from = { this_account = { account_id = data.aws_caller_identity.current.account_id } }
}

# Nothing in it is secret: names, ARNs, and where the function reads the token.
resource "aws_ssm_parameter" "attachment" {
  #checkov:skip=CKV2_AWS_34:Nothing in it is secret.
  name        = var.parameter_name
  description = "For function of modules/rest-api, modules/http-api and modules/websocket-api"
  type        = "String"
  value       = jsonencode(module.authorizer.attachment)
}

data "aws_caller_identity" "current" {}
