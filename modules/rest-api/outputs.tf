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
  value = sha1(jsonencode([
    aws_api_gateway_authorizer.this.id,
    aws_api_gateway_authorizer.this.authorizer_uri,
    aws_api_gateway_authorizer.this.type,
    aws_api_gateway_authorizer.this.identity_source,
    aws_api_gateway_authorizer.this.identity_validation_expression,
    aws_api_gateway_authorizer.this.authorizer_result_ttl_in_seconds,
    [
      for response in aws_api_gateway_gateway_response.this :
      [response.response_type, response.status_code, response.response_parameters, response.response_templates]
    ],
  ]))

  depends_on = [aws_lambda_permission.this]
}
