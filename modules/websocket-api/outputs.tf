output "authorizer_id" {
  description = "ID of the authorizer, for `authorizer_id` of the `$connect` route (`aws_apigatewayv2_route`) with `authorization_type = \"CUSTOM\"`. Other routes cannot have an authorizer and need none."
  value       = aws_apigatewayv2_authorizer.this.id

  # A route that goes live before API Gateway may invoke the function would answer 500.
  depends_on = [aws_lambda_permission.this]
}
