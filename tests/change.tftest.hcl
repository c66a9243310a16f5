# Which version of the function decides.

mock_provider "aws" {
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:orders", version = "7" }
  }
  mock_resource "aws_lambda_alias" {
    defaults = { invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/x/invocations" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/orders-1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/orders" }
  }
}

variables {
  name     = "orders"
  issuer   = "https://login.example.com/"
  audience = ["https://orders.example.com"]
}

run "the_newest_version_decides" {
  assert {
    condition     = aws_lambda_alias.this[0].function_version == "7" && length(aws_lambda_alias.this[0].routing_config) == 0
    error_message = "The alias must point to the newest version alone."
  }
}

run "a_previous_version_decides_on_request" {
  variables {
    alias_version = "5"
  }

  assert {
    condition     = aws_lambda_alias.this[0].function_version == "5" && output.function_version == "7"
    error_message = "alias_version must decide, and the output must still be the newest version."
  }
}

# What a canary does when it is accepted is tested end to end, where a version has a description.
run "a_canary_with_another_configuration_is_refused" {
  command = plan

  variables {
    canary = { stable_version = "6", weight = 0.1 }
  }

  override_data {
    target = data.aws_lambda_function.stable
    values = { description = "JWT authorizer for API Gateway, decisions 0123456789abcdef" }
  }

  expect_failures = [aws_lambda_alias.this]
}

run "a_canary_cannot_be_combined_with_alias_version" {
  command = plan

  variables {
    canary        = { stable_version = "6", weight = 0.1 }
    alias_version = "5"
  }

  expect_failures = [aws_lambda_alias.this]
}

run "a_weight_of_one_is_no_canary" {
  command = plan

  variables {
    canary = { stable_version = "6", weight = 1 }
  }

  expect_failures = [aws_lambda_function.this]
}

run "routing_that_others_decide_is_left_alone" {
  variables {
    ignore_alias_routing = true
  }

  assert {
    condition     = length(aws_lambda_alias.this) == 0 && output.attachment.qualifier == "live" && output.invoke_arn == aws_lambda_alias.externally_routed[0].invoke_arn
    error_message = "The authorizers must invoke the alias that Terraform does not move."
  }
}

run "routing_that_others_decide_has_no_version_in_the_configuration" {
  command = plan

  variables {
    ignore_alias_routing = true
    alias_version        = "5"
  }

  expect_failures = [aws_lambda_alias.externally_routed]
}
