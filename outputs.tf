# Attachments

output "rest_authorizer_ids" {
  description = "Ids of the REST APIs' authorizers, by the keys of `rest_apis`: for `authorizer_id` of `aws_api_gateway_method` beside `authorization = \"CUSTOM\"`."
  value       = { for key, attached in module.rest_api : key => attached.authorizer_id }
}

output "http_authorizer_ids" {
  description = "Ids of the HTTP APIs' authorizers, by the keys of `http_apis`: for `authorizer_id` of `aws_apigatewayv2_route` beside `authorization_type = \"CUSTOM\"`."
  value       = { for key, attached in module.http_api : key => attached.authorizer_id }
}

output "websocket_authorizer_ids" {
  description = "Ids of the WebSocket APIs' authorizers, by the keys of `websocket_apis`: for `authorizer_id` of the `$connect` route (`aws_apigatewayv2_route`) beside `authorization_type = \"CUSTOM\"`."
  value       = { for key, attached in module.websocket_api : key => attached.authorizer_id }
}

output "redeployment_triggers" {
  description = "By the keys of `rest_apis`, a text that changes when the REST API has to be deployed again for the authorizer or its gateway responses to take effect: put it into `triggers` of `aws_api_gateway_deployment`. A new configuration or version of the function needs no deployment and doesn't change it."
  value       = { for key, attached in module.rest_api : key => attached.redeployment_trigger }
}

output "attachment" {
  description = "What other stacks need to use this authorizer: give it as `function` to `modules/rest-api`, `modules/http-api` or `modules/websocket-api`. An object of `function_name`, `function_arn`, `qualifier`, `invoke_arn`, `token_source`, `websocket_token_source` and `per_request`."
  value       = local.attachment

  precondition {
    condition     = length(local.idle_rules) == 0
    error_message = "${join(", ", local.idle_rules)} can apply to none of the attached APIs: REST and HTTP APIs have paths that begin with /, WebSocket APIs have $connect, which /* without methods covers too. Correct the paths, or attach the API that is meant."
  }

  precondition {
    condition = length(var.invoke_from) + length([
      for api in concat(values(var.rest_apis), values(var.http_apis), values(var.websocket_apis)) : api if api.create_permission
    ]) <= 40
    error_message = "rest_apis, http_apis, websocket_apis and invoke_from together make more than 40 permission statements, and a function's resource policy holds 20 KB, about 56: set create_permission = false for the APIs and cover their accounts with one entry of invoke_from each."
  }
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
