# Authorizer

locals {
  contract = jsondecode(file("${path.module}/../../contract.json"))

  # The cache key: derived from where the function reads the token, never chosen for an API.
  token_source = var.function.websocket_token_source
  identity_source = (
    local.token_source.header != null ? "route.request.header.${local.token_source.header}" :
    local.token_source.cookie != null ? "route.request.header.Cookie" :
    local.token_source.subprotocol != null ? "route.request.header.Sec-WebSocket-Protocol" :
    "route.request.querystring.${coalesce(local.token_source.query_parameter, "-")}"
  )
}

resource "aws_apigatewayv2_authorizer" "this" {
  api_id           = var.api.id
  name             = coalesce(var.api.name, var.function.function_name)
  authorizer_type  = "REQUEST"
  authorizer_uri   = var.function.invoke_arn
  identity_sources = [local.identity_source]

  lifecycle {
    # Destroys the old authorizer after the routes that use it: in the other order API Gateway refuses.
    create_before_destroy = true
  }
}

# Permission

resource "aws_lambda_permission" "this" {
  count = var.api.create_permission ? 1 : 0

  statement_id_prefix = "websocket-api-"
  action              = "lambda:InvokeFunction"
  function_name       = var.function.function_name
  qualifier           = var.function.qualifier
  principal           = "apigateway.amazonaws.com"
  # An authorizer invokes the function under its own ARN, not under the ARN of a stage, method or route.
  source_arn = "${coalesce(
    var.api.execution_arn,
    replace(var.function.function_arn, "/^(arn:[^:]+):lambda:([^:]+:[0-9]+):.*$/", "$1:execute-api:$2:${var.api.id}")
  )}/authorizers/${aws_apigatewayv2_authorizer.this.id}"

  lifecycle {
    create_before_destroy = true
  }
}
