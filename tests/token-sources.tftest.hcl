# Additional places of the token: their aliases, what attachments get, and who may invoke them.

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

  token_sources = { cookie = { cookie = "session" } }
}

run "an_alias_for_each_place_has_the_version_of_live" {
  assert {
    condition     = aws_lambda_alias.token_source["cookie"].name == "live-cookie" && aws_lambda_alias.token_source["cookie"].function_version == "7"
    error_message = "The alias of a place must point to the version of the alias live."
  }

  assert {
    condition = jsonencode(output.attachment.token_sources) == jsonencode({
      cookie = {
        qualifier  = "live-cookie"
        invoke_arn = aws_lambda_alias.token_source["cookie"].invoke_arn
        token_source = {
          header          = null
          scheme          = null
          cookie          = "session"
          query_parameter = null
          subprotocol     = null
        }
      }
    })
    error_message = "The attachment must have the place, the alias and its ARN."
  }

  assert {
    condition     = output.attachment.qualifier == "live" && output.attachment.token_source.header == "Authorization"
    error_message = "The default place must stay as it is."
  }
}

run "without_additional_places_there_is_one_alias" {
  variables {
    token_sources = {}
  }

  assert {
    condition     = length(aws_lambda_alias.token_source) == 0 && length(output.attachment.token_sources) == 0
    error_message = "No place must be added."
  }

  assert {
    condition     = !can(jsondecode(output.configuration).token_sources) && startswith(aws_lambda_function.this[0].description, "JWT authorizer for API Gateway, decisions ")
    error_message = "The function must get the configuration that it had without this input."
  }
}

run "one_api_can_read_the_token_in_two_places" {
  variables {
    http_apis = {
      header = { id = "a1" }
      cookie = { id = "a1", token_source = "cookie" }
    }
    rest_apis = {
      header = { id = "b1" }
      cookie = { id = "b1", type = "REQUEST", token_source = "cookie", gateway_responses = [] }
    }
  }

  assert {
    condition     = length(output.http_authorizer_ids) == 2 && length(output.rest_authorizer_ids) == 2
    error_message = "Each entry must have an authorizer of its own."
  }

  assert {
    condition     = output.redeployment_triggers["header"] != output.redeployment_triggers["cookie"]
    error_message = "A change of the place must deploy the API again."
  }
}

run "the_gateway_responses_belong_to_one_of_them" {
  command = plan

  variables {
    rest_apis = {
      header = { id = "b1" }
      cookie = { id = "b1", type = "REQUEST", token_source = "cookie" }
    }
  }

  expect_failures = [output.rest_authorizer_ids]
}

run "routing_that_others_decide_is_left_alone" {
  variables {
    ignore_alias_routing = true
  }

  assert {
    condition     = length(aws_lambda_alias.token_source) == 0 && output.attachment.token_sources["cookie"].invoke_arn == aws_lambda_alias.token_source_externally_routed["cookie"].invoke_arn
    error_message = "The authorizers must invoke the alias that Terraform does not move."
  }
}

# The hash is that of these places. It stays the same in later releases: older versions have it.
run "an_older_version_with_the_same_places_may_decide" {
  variables {
    alias_version = "5"
  }

  override_data {
    target = data.aws_lambda_function.chosen
    values = { description = "JWT authorizer for API Gateway, token sources 02c3f0ed04a39c54, decisions 0123456789abcdef" }
  }

  assert {
    condition     = aws_lambda_alias.this[0].function_version == "5" && aws_lambda_alias.token_source["cookie"].function_version == "5"
    error_message = "alias_version must decide for every alias."
  }
}

run "an_older_version_with_other_places_may_not" {
  command = plan

  variables {
    alias_version = "5"
  }

  override_data {
    target = data.aws_lambda_function.chosen
    values = { description = "JWT authorizer for API Gateway, token sources 0123456789abcdef, decisions 0123456789abcdef" }
  }

  expect_failures = [aws_lambda_alias.this]
}

run "an_older_version_with_another_place_for_live_may_not" {
  command = plan

  variables {
    alias_version = "5"
    token_source  = { header = "X-Token" }
  }

  override_data {
    target = data.aws_lambda_function.chosen
    values = { description = "JWT authorizer for API Gateway, token sources 02c3f0ed04a39c54, decisions 0123456789abcdef" }
  }

  expect_failures = [aws_lambda_alias.this]
}

run "an_older_version_with_another_place_for_websocket_apis_may_not" {
  command = plan

  variables {
    alias_version          = "5"
    websocket_token_source = { query_parameter = "access_token" }
  }

  override_data {
    target = data.aws_lambda_function.chosen
    values = { description = "JWT authorizer for API Gateway, token sources 02c3f0ed04a39c54, decisions 0123456789abcdef" }
  }

  expect_failures = [aws_lambda_alias.this]
}

run "an_older_version_without_additional_places_may_not" {
  command = plan

  variables {
    alias_version = "5"
  }

  override_data {
    target = data.aws_lambda_function.chosen
    values = { description = "JWT authorizer for API Gateway, decisions 0123456789abcdef" }
  }

  expect_failures = [aws_lambda_alias.this]
}

run "nothing_is_created_with_create_false" {
  variables {
    create        = false
    invoke_from   = { team = { account_id = "210987654321" } }
    alias_version = "5"
  }

  assert {
    condition     = length(aws_lambda_alias.token_source) == 0 && length(aws_lambda_permission.invoke_from_token_source) == 0 && output.attachment == null
    error_message = "create = false must create nothing."
  }
}

run "every_alias_counts_as_a_permission_statement" {
  command = plan

  variables {
    token_sources = { for number in range(3) : "k${number}" => { cookie = "session" } }
    invoke_from   = { for number in range(11) : "a${number}" => { account_id = format("%012d", number) } }
  }

  expect_failures = [output.rest_authorizer_ids]
}
