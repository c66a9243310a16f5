# Who may call what, by scope and by claim, on a REST API and an HTTP API at once. Everything that a client asks for
# goes to one backend, so that the rules alone decide.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                = var.name
  issuer              = var.issuer
  audience            = var.audience
  ca_certificates_pem = var.ca_certificates_pem

  rest_apis = { orders = { id = aws_api_gateway_rest_api.orders.id } }
  http_apis = { orders = { id = aws_apigatewayv2_api.orders.id } }

  rules = [
    # Readers read, writers write: what both may do, one token has to have both scopes for.
    { methods = ["GET"], paths = ["/orders", "/orders/*"], scopes = ["orders:read"] },
    { methods = ["POST", "PUT"], paths = ["/orders", "/orders/*"], scopes = ["orders:write"] },

    # Only who has the role deletes, and nobody deletes by scope alone.
    { methods = ["DELETE"], paths = ["/orders/*"], claims = [{ name = "/realm_access/roles", any = ["manager"] }] },

    # Everybody with a valid token, and said so.
    { methods = ["GET"], paths = ["/profile"], any_token = true },

    # Whatever else a token may do: not while the account is suspended.
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
