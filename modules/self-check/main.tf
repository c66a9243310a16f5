# Self-check

# Runs after the alias points to the new version, because the attachment depends on the alias. The function itself reports
# missing keys as an error: then this resource is not created, and the next apply checks again. A postcondition would keep
# the result in the state, and fail every later plan with it.
resource "aws_lambda_invocation" "this" {
  function_name = var.function.function_name
  qualifier     = var.function.qualifier
  input         = jsonencode({ self_check = { require_keys = var.require_keys } })
  triggers      = merge(var.triggers, { function_version = var.function_version })
}
