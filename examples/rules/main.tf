# Rules by scope and by claim, for a REST API and an HTTP API together. Both APIs send every method and path to one
# backend, so that only the rules decide.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                = var.name
  issuer              = var.issuer
  audience            = var.audience
  ca_certificates_pem = var.ca_certificates_pem

  rest_apis = { orders = { id = aws_api_gateway_rest_api.orders.id } }
  http_apis = { orders = { id = aws_apigatewayv2_api.orders.id } }

  rules = [
    # Readers may read and writers may write. A token that may do both needs both scopes.
    { methods = ["GET"], paths = ["/orders", "/orders/*"], scopes = ["orders:read"] },
    { methods = ["POST", "PUT"], paths = ["/orders", "/orders/*"], scopes = ["orders:write"] },

    # Only tokens with the role may delete; a scope is not enough.
    { methods = ["DELETE"], paths = ["/orders/*"], claims = [{ name = "/realm_access/roles", any = ["manager"] }] },

    # Every valid token, stated explicitly.
    { methods = ["GET"], paths = ["/profile"], any_token = true },

    # A suspended account may do nothing, whatever the other rules allow.
    { effect = "deny", paths = ["/*"], claims = [{ name = "suspended", any = [true] }] },
  ]

  # What the rules are meant to say. A change that makes them say something else fails the plan.
  rule_tests = [
    { claims = { scope = "orders:read" }, allow = ["GET /orders", "GET /orders/1", "GET /profile"], deny = ["POST /orders", "DELETE /orders/1", "GET /admin"] },
    { claims = { scope = "orders:write" }, allow = ["POST /orders", "PUT /orders/1"], deny = ["GET /orders", "DELETE /orders/1"] },
    { claims = { realm_access = { roles = ["manager"] } }, allow = ["DELETE /orders/1"], deny = ["DELETE /profile", "GET /orders"] },
    { claims = { scope = "orders:read orders:write", suspended = true }, deny = ["GET /orders", "POST /orders", "GET /profile"] },
  ]
}
