# A user's `terraform test` with a mocked provider: ARNs are random strings, and the stack must still apply.

mock_provider "aws" {}

variables {
  name = "orders"
  trusted_issuers = {
    main = { issuer = "https://login.example.com/", audience = ["https://orders.example.com"] }
    hmac = {
      issuer        = "https://services.example.com/"
      audience      = ["https://orders.example.com"]
      algorithms    = ["HS256"]
      shared_secret = { arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hmac-AbCdEf", encoding = "hex" }
    }
  }
  configuration_s3 = { bucket = "configurations" }
  tracing_mode     = "Active"
  rest_apis        = { orders = { id = "a1" }, returns = { id = "a2", type = "REQUEST" } }
  http_apis        = { web = { id = "a3" } }
  websocket_apis   = { live = { id = "a4" } }
  invoke_from      = { team = { account_id = "123456789012" }, far = { account_id = "123456789012", region = "eu-west-1" } }
}

run "a_plan_needs_no_arn" {
  command = plan

  assert {
    condition     = keys(output.rest_authorizer_ids) == ["orders", "returns"]
    error_message = "The plan must create the authorizers."
  }
}

run "an_apply_needs_no_arn" {
  assert {
    condition     = aws_lambda_permission.invoke_from["team"].source_arn == "arn:aws:execute-api:us-east-1:123456789012:*/authorizers/*"
    error_message = "The permission must have a valid ARN even if the function's ARN is not one."
  }

  assert {
    condition     = aws_lambda_permission.invoke_from["far"].source_arn == "arn:aws:execute-api:eu-west-1:123456789012:*/authorizers/*"
    error_message = "A given region must be used."
  }

  assert {
    condition     = output.attachment.function_arn == aws_lambda_function.this[0].arn && output.role_arn == aws_lambda_function.this[0].role
    error_message = "The outputs must be what the mocked provider gave."
  }
}
