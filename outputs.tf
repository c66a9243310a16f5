# Attachments

output "rest_authorizer_ids" {
  description = "Authorizer IDs of the REST APIs, by the keys of `rest_apis`. For `authorizer_id` of `aws_api_gateway_method`, with `authorization = \"CUSTOM\"`."
  value       = { for key, attached in module.rest_api : key => attached.authorizer_id }

  # The preconditions are here because only methods use this output. An API may use every other one: see api-faults.tf.
  precondition {
    condition     = !nonsensitive(var.create) || length(local.idle_rules) == 0
    error_message = join("\n", local.idle_rules)
  }

  precondition {
    condition     = !nonsensitive(var.create) || length(local.idle_api_rules) == 0
    error_message = join("\n", local.idle_api_rules)
  }

  precondition {
    condition     = !nonsensitive(var.create) || local.permission_statements <= local.contract.sizes.permission_statements
    error_message = "rest_apis, http_apis, websocket_apis, openapi_apis and invoke_from need ${local.permission_statements} permission statements${length(local.token_source_keys) == 0 ? "" : " (one of invoke_from or openapi_apis needs ${1 + length(local.token_source_keys)} with token_sources)"}, and ${local.contract.sizes.permission_statements} are allowed: a function's resource policy holds 20 KB, about 56 statements. Cover each account with one entry of invoke_from, set create_permission = false for its APIs, and remove them from openapi_apis."
  }

  precondition {
    condition     = !nonsensitive(var.create) || length(local.shared_responses) == 0
    error_message = join("\n", local.shared_responses)
  }
}

output "http_authorizer_ids" {
  description = "Authorizer IDs of the HTTP APIs, by the keys of `http_apis`. For `authorizer_id` of `aws_apigatewayv2_route`, with `authorization_type = \"CUSTOM\"`."
  value       = { for key, attached in module.http_api : key => attached.authorizer_id }
}

output "websocket_authorizer_ids" {
  description = "Authorizer IDs of the WebSocket APIs, by the keys of `websocket_apis`. For `authorizer_id` of the `$connect` route (`aws_apigatewayv2_route`), with `authorization_type = \"CUSTOM\"`."
  value       = { for key, attached in module.websocket_api : key => attached.authorizer_id }
}

output "redeployment_triggers" {
  description = <<-EOT
    Strings by the keys of `rest_apis`. Each changes when its REST API must be deployed again, because the authorizer or its gateway responses changed. For `triggers` of `aws_api_gateway_deployment`. A new configuration or version of the function needs no deployment and does not change them.
  EOT
  value       = { for key, attached in module.rest_api : key => attached.redeployment_trigger }
}

output "http_redeployment_triggers" {
  description = <<-EOT
    Like `redeployment_triggers`, by the keys of `http_apis`. For `triggers` of `aws_apigatewayv2_deployment`. A stage with `auto_deploy` needs none.
  EOT
  value       = { for key, attached in module.http_api : key => attached.redeployment_trigger }
}

output "websocket_redeployment_triggers" {
  description = <<-EOT
    Like `redeployment_triggers`, by the keys of `websocket_apis`. For `triggers` of `aws_apigatewayv2_deployment`. A stage with `auto_deploy` needs none.
  EOT
  value       = { for key, attached in module.websocket_api : key => attached.redeployment_trigger }
}

output "attachment" {
  description = <<-EOT
    What another stack needs to use this authorizer. For `function` of `modules/rest-api`, `modules/http-api`, `modules/websocket-api` and `modules/self-check`. An object with `function_name`, `function_arn`, `qualifier`, `invoke_arn`, `token_source`, `websocket_token_source`, `token_sources`, `per_request`, `dpop` and `authorizer_credentials_arn`. `token_sources` has an object with `token_source`, `qualifier` and `invoke_arn` for each additional place.
  EOT
  value       = local.attachment

  # An API that goes live before API Gateway may invoke the function would answer 500.
  depends_on = [aws_lambda_permission.invoke_from, aws_lambda_permission.invoke_from_token_source]
}

# Function

output "function_name" {
  description = "Name of the function. For the dimension `FunctionName` of metrics and alarms."
  value       = one(aws_lambda_function.this[*].function_name)
}

output "function_arn" {
  description = "ARN of the function, without a qualifier. For `function_name` of `aws_lambda_permission`."
  value       = local.function_arn
}

output "function_version" {
  description = "The newest published version of the function. With `alias_version`, `canary` or `ignore_alias_routing`, the alias can point to another one."
  value       = one(aws_lambda_function.this[*].version)
}

output "alias_arn" {
  description = "ARN of the alias that API Gateway invokes."
  value       = one(local.alias[*].arn)
}

output "invoke_arn" {
  description = "ARN by which API Gateway invokes the alias. For `authorizerUri` in an OpenAPI document, and for `authorizer_uri` of an authorizer that you create yourself."
  value       = one(local.alias[*].invoke_arn)

  depends_on = [aws_lambda_permission.invoke_from]
}

output "openapi_security_schemes" {
  description = <<-EOT
    Security schemes for `components.securitySchemes` of an OpenAPI 3 document, with the place of the token, `invoke_arn` and `result_cache_ttl_seconds` (0 with `extension.per_request`, `certificate_bound_tokens` or `dpop`). For a place of `token_sources`, use `modules/openapi` with its `token_source`. An object:
    - `rest_token`: For a REST API, with a `TOKEN` authorizer. Null if the token is not in a header, or with `extension.per_request`, `certificate_bound_tokens` or `dpop`: use `rest_request`.
    - `rest_request`: For a REST API, with a `REQUEST` authorizer.
    - `http`: For an HTTP API.
  EOT
  value       = one(module.openapi[*].security_schemes)

  depends_on = [aws_lambda_permission.invoke_from]
}

output "identity_validation_expression" {
  description = "Regular expression that the header with the token must match. For `identityValidationExpression` in an OpenAPI document, and for `identity_validation_expression` of a `TOKEN` authorizer that you create yourself. Null if the token is not in a header."
  value       = one(module.openapi[*].identity_validation_expression)
}

output "configuration" {
  description = "The configuration as the function reads it, as JSON. It is readable here even if the environment contains it compressed."
  value       = nonsensitive(var.create) ? local.configuration : null
}

output "configuration_sha256" {
  description = "SHA-256 of the output `configuration`, in lower-case hexadecimal. A self-check of the function returns the hash of the configuration that it runs with."
  value       = nonsensitive(var.create) ? local.configuration_sha256 : null
}

output "policy_bytes_worst_case" {
  description = <<-EOT
    Size of the largest policy, in bytes: that of a token that satisfies every rule of one API, except deny rules on all paths and methods. Measured on a stage whose ARN has 71 characters. The limit is 7168 bytes; the remaining 1024 bytes of 8192 are for the context. If a policy does not fit, the caller gets a 500 and the log says `response_too_large`.
  EOT
  value       = nonsensitive(var.create) ? module.rule_tests.policy_bytes_worst_case : null
}

# Role

output "role_arn" {
  description = "ARN of the function's role, whether the module created it or not."
  value       = one(aws_lambda_function.this[*].role)
}

output "role_name" {
  description = "Name of the role that the module created; null with `create_role = false`. For `role` of `aws_iam_role_policy_attachment`."
  value       = one(aws_iam_role.this[*].name)
}

# Revocation

output "revocation_table_name" {
  description = "Name of the table of `revocation`, whether the module created it or not; null without `revocation`. For what revokes tokens."
  value       = local.creates_revocations ? local.revocation_table : nonsensitive(var.create) ? try(split("/", local.revocation_table_arn)[1], null) : null
}

output "revocation_table_arn" {
  description = "ARN of that table. For the policy of what revokes tokens: `dynamodb:PutItem`."
  value       = nonsensitive(var.create) ? local.revocation_table_arn : null
}

# Logs

output "log_group_name" {
  description = "Name of the log group, which receives one JSON line for each refusal by the function. For `log_group_name` of metric and subscription filters."
  value       = nonsensitive(var.create) ? one(concat(aws_cloudwatch_log_group.this[*].name, nonsensitive(var.create_log_group) ? [] : [local.log_group_name])) : null
}

output "log_group_arn" {
  description = "ARN of the log group; null with `create_log_group = false`."
  value       = one(aws_cloudwatch_log_group.this[*].arn)
}

# Monitoring

output "alarm_arns" {
  description = "ARNs of the alarms, by what they report: `not-decided`, `keys-not-fetched`, `refusals`, `duration`, `throttles`, if it has a threshold `concurrency`, and with `revocation` `revocations-not-read`. For composite alarms. Empty without `alarms`."
  value       = { for name, alarm in aws_cloudwatch_metric_alarm.this : name => alarm.arn }
}

output "alarm_names" {
  description = "Names of the alarms, by what they report. For the alarm configuration of a CodeDeploy deployment group. Empty without `alarms`."
  value       = { for name, alarm in aws_cloudwatch_metric_alarm.this : name => alarm.alarm_name }
}

output "access_log_format_rest" {
  description = "Format for the access log of a REST API, for `format` in `access_log_settings` of `aws_api_gateway_stage`. `request_id` and `lambda_request_id` are those of the function's log, so that a refusal and its request can be joined. It contains nothing of the client or the token."
  value       = local.access_log_formats.rest
}

output "access_log_format_http" {
  description = "The same for an HTTP API, for `aws_apigatewayv2_stage`. HTTP APIs have no `lambda_request_id`."
  value       = local.access_log_formats.http
}

output "access_log_format_websocket" {
  description = "The same for a WebSocket API, for `aws_apigatewayv2_stage`."
  value       = local.access_log_formats.websocket
}
