output "authorizer_id" {
  description = "ID of the authorizer, for `authorizer_id` of `aws_apigatewayv2_route` with `authorization_type = \"CUSTOM\"`."
  value       = aws_apigatewayv2_authorizer.this.id

  # A route that goes live before API Gateway may invoke the function would answer 500.
  depends_on = [aws_lambda_permission.this]
}

output "redeployment_trigger" {
  description = <<-EOT
    String that changes when a stage without `auto_deploy` must be deployed again, because the authorizer changed. For `triggers` of `aws_apigatewayv2_deployment`. A new configuration or version of the function needs no deployment and does not change it.
  EOT
  value = sha1(jsonencode([
    aws_apigatewayv2_authorizer.this.id,
    local.invoke_arn,
    var.function.authorizer_credentials_arn,
    module.openapi.identity_sources.http,
    local.api.result_cache_ttl_seconds,
  ]))

  depends_on = [aws_lambda_permission.this]
}
