# A user's `terraform test` with a mocked provider: the result is a random string.

mock_provider "aws" {}

run "an_apply_needs_no_result" {
  variables {
    function         = { function_name = "orders", qualifier = "live" }
    function_version = "mocked"
  }

  assert {
    condition     = output.result == null
    error_message = "A result that is not JSON must not stop a test with a mocked provider."
  }
}
