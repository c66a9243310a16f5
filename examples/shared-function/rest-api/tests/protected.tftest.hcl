# The example as it is: the method is behind the authorizer that invokes the function of the other stack.

mock_provider "aws" {
  mock_data "aws_ssm_parameter" {
    defaults = {
      insecure_value = "{\"function_name\":\"shared\",\"function_arn\":\"arn:aws:lambda:eu-central-1:123456789012:function:shared\",\"qualifier\":\"live\",\"invoke_arn\":\"arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/shared/invocations\",\"token_source\":{\"header\":\"Authorization\",\"scheme\":\"Bearer\",\"cookie\":null,\"query_parameter\":null},\"websocket_token_source\":{\"header\":\"Authorization\",\"scheme\":\"Bearer\",\"cookie\":null,\"query_parameter\":null,\"subprotocol\":null},\"per_request\":false,\"authorizer_credentials_arn\":null}"
    }
  }
}

run "method_is_protected_and_deployed_with_its_authorizer" {
  assert {
    condition     = aws_api_gateway_method.list_orders.authorization == "CUSTOM" && aws_api_gateway_method.list_orders.authorizer_id == module.authorizer.authorizer_id
    error_message = "The method must be behind the authorizer."
  }

  assert {
    condition     = aws_api_gateway_deployment.orders.triggers["authorizer"] == module.authorizer.redeployment_trigger
    error_message = "A change of the authorizer must deploy the API again."
  }
}
