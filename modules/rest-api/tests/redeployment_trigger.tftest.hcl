# When a stage must be deployed again.

mock_provider "aws" {
  mock_resource "aws_api_gateway_authorizer" {
    defaults = { id = "auth1" }
  }
}

variables {
  function = {
    per_request            = false
    function_name          = "orders"
    function_arn           = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:orders"
    qualifier              = "live"
    invoke_arn             = "arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2015-03-31/functions/x/invocations"
    token_source           = { header = "Authorization", scheme = "Bearer" }
    websocket_token_source = { query_parameter = "access_token" }
  }
}

run "trigger_changes_with_what_a_stage_keeps" {
  module {
    source = "./tests/triggers"
  }

  variables {
    changes = {
      none                    = {}
      type                    = { api = { type = "REQUEST" } }
      result_cache            = { api = { result_cache_ttl_seconds = 60 } }
      one_gateway_response    = { api = { gateway_responses = ["UNAUTHORIZED"] } }
      no_gateway_responses    = { api = { gateway_responses = [] } }
      invalid_token_challenge = { api = { invalid_token_challenge = true } }
      resource_metadata_url   = { api = { resource_metadata_url = "https://api.example.com/metadata" } }
      cors_configuration      = { api = { cors_configuration = { allow_origin = "https://app.example.com" } } }
      function                = { function = { invoke_arn = "arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2015-03-31/functions/y/invocations" } }
      realm                   = { function = { function_name = "returns" } }
      header                  = { function = { token_source = { header = "X-Token", scheme = "" } } }
      scheme                  = { function = { token_source = { header = "Authorization", scheme = "" } } }
      cookie                  = { api = { type = "REQUEST" }, function = { token_source = { cookie = "token" } } }
    }
  }

  assert {
    condition     = length(distinct(values(output.triggers))) == length(var.changes)
    error_message = "Every change of the authorizer and of its gateway responses must deploy the API again."
  }

  assert {
    condition     = can(regex("^[0-9a-f]{40}$", output.triggers.none))
    error_message = "The trigger must be a SHA-1."
  }
}

run "trigger_stays_with_what_a_stage_does_not_keep" {
  module {
    source = "./tests/triggers"
  }

  variables {
    changes = {
      none          = {}
      name          = { api = { name = "other" } }
      execution_arn = { api = { execution_arn = "arn:aws:execute-api:eu-west-1:210987654321:a1b2c3" } }
      permission    = { api = { create_permission = false } }
    }
  }

  assert {
    condition     = length(distinct(values(output.triggers))) == 1
    error_message = "A deployment that changes nothing must not be triggered."
  }
}
