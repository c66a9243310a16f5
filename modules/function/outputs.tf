# Attachment

output "attachment" {
  description = "What an API needs to use this authorizer: give it as `function` to `modules/rest-api`, `modules/http-api` or `modules/websocket-api`, in this stack or in another. An object of `function_name`, `function_arn`, `qualifier`, `invoke_arn`, `token_source`, `websocket_token_source` and `per_request`."
  value = {
    function_name          = aws_lambda_function.this.function_name
    function_arn           = aws_lambda_function.this.arn
    qualifier              = aws_lambda_alias.this.name
    invoke_arn             = aws_lambda_alias.this.invoke_arn
    token_source           = local.token_source
    websocket_token_source = local.websocket_token_source
    per_request            = local.extension_is_per_request
  }

  # An API that goes live before the gateway may invoke the function would answer 500.
  depends_on = [aws_lambda_permission.invoke_from]
}

# Function

output "function_name" {
  description = "Name of the function, for metrics and alarms."
  value       = aws_lambda_function.this.function_name
}

output "function_arn" {
  description = "ARN of the function, without a qualifier."
  value       = aws_lambda_function.this.arn
}

output "function_version" {
  description = "Number of the version that the alias points to."
  value       = aws_lambda_function.this.version
}

output "alias_arn" {
  description = "ARN of the alias that API Gateway invokes."
  value       = aws_lambda_alias.this.arn
}

output "configuration" {
  description = "The configuration document as the function reads it, JSON, also when the environment holds it compressed."
  value       = local.configuration
}

output "policy_bytes_worst_case" {
  description = "How large the policy of a token that satisfies every rule would be, in bytes, on a stage whose ARN has up to 71 characters (a stage's name of about ten). 7168 fit beside the caller's identity; a token whose policy doesn't fit gets a 500, and a line in the log."
  value       = local.policy_bytes_worst_case
}

# Role

output "role_arn" {
  description = "ARN of the function's role, created or given."
  value       = aws_lambda_function.this.role
}

output "role_name" {
  description = "Name of the role that was created, for `aws_iam_role_policy_attachment`; null with `create_role = false`."
  value       = one(aws_iam_role.this[*].name)
}

# Logs

output "log_group_name" {
  description = "Name of the log group, which holds one JSON line for each refusal."
  value       = aws_cloudwatch_log_group.this.name
}

output "log_group_arn" {
  description = "ARN of the log group."
  value       = aws_cloudwatch_log_group.this.arn
}
