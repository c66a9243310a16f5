output "api" {
  description = "ID and stage of the API."
  value       = { id = aws_apigatewayv2_api.chat.id, stage = aws_apigatewayv2_stage.prod.name }
}

output "url" {
  description = "Connect here, with and without ?access_token=TOKEN."
  value       = aws_apigatewayv2_stage.prod.invoke_url
}
