output "authorizer_id" {
  description = "ID of the authorizer, for `authorizer_id` of the `$connect` route (`aws_apigatewayv2_route`) with `authorization_type = \"CUSTOM\"`. Other routes cannot have an authorizer and need none."
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
    local.identity_source,
  ]))

  depends_on = [aws_lambda_permission.this]
}
