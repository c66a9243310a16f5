mock_provider "aws" {
  mock_resource "aws_lambda_invocation" {
    defaults = {
      result = "{\"self_check\":{\"version\":\"0.1.0\",\"trusted_issuers\":{\"default\":[{\"kind\":\"endpoint\",\"usable_keys\":2}]}}}"
    }
  }
}

variables {
  # The output attachment of the root module, with members that this module does not need.
  function = {
    function_name = "orders"
    function_arn  = "arn:aws:lambda:eu-central-1:123456789012:function:orders"
    qualifier     = "live"
    token_source  = { header = "Authorization" }
  }
  function_version = "7"
}

run "invokes_the_alias_with_the_event_of_a_self_check" {
  assert {
    condition     = aws_lambda_invocation.this.function_name == "orders" && aws_lambda_invocation.this.qualifier == "live"
    error_message = "The invocation must be of the alias that API Gateway invokes."
  }

  assert {
    condition     = aws_lambda_invocation.this.input == "{\"self_check\":{\"require_keys\":true}}"
    error_message = "The input must be exactly the event of a self-check that requires keys."
  }

  assert {
    condition     = aws_lambda_invocation.this.triggers == tomap({ function_version = "7" })
    error_message = "A new version of the function must trigger a new check."
  }

  assert {
    condition     = output.result.trusted_issuers.default[0].usable_keys == 2
    error_message = "The output must be the object that the function answered."
  }
}

run "takes_triggers_and_may_accept_missing_keys" {
  command = plan

  variables {
    require_keys = false
    triggers     = { provider = "2" }
  }

  assert {
    condition     = aws_lambda_invocation.this.input == "{\"self_check\":{\"require_keys\":false}}"
    error_message = "require_keys must reach the function."
  }

  assert {
    condition     = aws_lambda_invocation.this.triggers == tomap({ function_version = "7", provider = "2" })
    error_message = "Triggers must be added to the version of the function."
  }
}

run "rejects_a_trigger_that_it_sets_itself" {
  command         = plan
  expect_failures = [var.triggers]

  variables {
    triggers = { function_version = "1" }
  }
}

run "rejects_an_attachment_without_a_function" {
  command         = plan
  expect_failures = [var.function]

  variables {
    function = { function_name = null, qualifier = "live" }
  }
}

run "rejects_an_attachment_without_a_qualifier" {
  command         = plan
  expect_failures = [var.function]

  variables {
    function = { function_name = "orders", qualifier = null }
  }
}
