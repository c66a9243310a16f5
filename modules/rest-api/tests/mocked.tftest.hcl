# A user's `terraform test` with a mocked provider: the function's ARN is a random string.

mock_provider "aws" {}

run "an_apply_needs_no_arn" {
  variables {
    function = {
      function_name          = "orders"
      function_arn           = "mocked"
      qualifier              = "live"
      invoke_arn             = "mocked"
      token_source           = { header = "Authorization", scheme = "Bearer" }
      websocket_token_source = { query_parameter = "access_token" }
      per_request            = false
    }
    api = { id = "a1" }
  }

  assert {
    condition     = aws_lambda_permission.this[0].source_arn == "arn:aws:execute-api:us-east-1:123456789012:a1/authorizers/${aws_api_gateway_authorizer.this.id}"
    error_message = "The permission must have a valid ARN even if the function's ARN is not one."
  }
}
