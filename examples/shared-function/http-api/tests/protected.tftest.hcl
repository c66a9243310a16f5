# The example as it is: the route is behind the authorizer that invokes the function of the other stack.

mock_provider "aws" {
  mock_data "aws_ssm_parameter" {
    defaults = {
      insecure_value = "{\"function_name\":\"shared\",\"function_arn\":\"arn:aws:lambda:eu-central-1:123456789012:function:shared\",\"qualifier\":\"live\",\"invoke_arn\":\"arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/shared/invocations\",\"token_source\":{\"header\":\"Authorization\",\"scheme\":\"Bearer\",\"cookie\":null,\"query_parameter\":null},\"websocket_token_source\":{\"header\":\"Authorization\",\"scheme\":\"Bearer\",\"cookie\":null,\"query_parameter\":null,\"subprotocol\":null},\"per_request\":false,\"authorizer_credentials_arn\":null}"
    }
  }
}

run "route_is_protected" {
  assert {
    condition     = aws_apigatewayv2_route.list_orders.authorization_type == "CUSTOM" && aws_apigatewayv2_route.list_orders.authorizer_id == module.authorizer.authorizer_id
    error_message = "The route must be behind the authorizer."
  }
}
