output "authorizer_id" {
  description = "ID of the authorizer, for `authorizer_id` of `aws_api_gateway_method` with `authorization = \"CUSTOM\"`."
  value       = aws_api_gateway_authorizer.this.id

  # A method that goes live before API Gateway may invoke the function would answer 500.
  depends_on = [aws_lambda_permission.this]
}

output "redeployment_trigger" {
  description = <<-EOT
    String that changes when the API must be deployed again, because the authorizer or its gateway responses changed. For `triggers` of `aws_api_gateway_deployment`. A new configuration or version of the function needs no deployment and does not change it.
  EOT
  # Only what a plan knows: an attribute of the provider can be null in the plan and empty in the state, and the apply
  # would then fail.
  value = sha1(jsonencode([
    aws_api_gateway_authorizer.this.id,
    local.invoke_arn,
    var.function.authorizer_credentials_arn,
    local.api.type,
    module.openapi.identity_sources.rest,
    local.validation_expression,
    local.api.result_cache_ttl_seconds,
    [
      for type in local.api.gateway_responses :
      [type, local.gateway_responses[type].status_code, local.gateway_responses[type].parameters, local.gateway_responses[type].templates]
    ],
  ]))

  # A deployment that uses the trigger comes after these resources.
  depends_on = [aws_api_gateway_gateway_response.this, aws_lambda_permission.this]
}
