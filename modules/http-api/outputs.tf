output "authorizer_id" {
  description = "Id of the authorizer, for `authorizer_id` of `aws_apigatewayv2_route` beside `authorization_type = \"CUSTOM\"`."
  value       = aws_apigatewayv2_authorizer.this.id

  # A route that goes live before the gateway may invoke the function would answer 500.
  depends_on = [aws_lambda_permission.this]
}
