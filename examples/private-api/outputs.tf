output "api" {
  description = "ID and stage of the API."
  value       = { id = aws_api_gateway_rest_api.orders.id, stage = aws_api_gateway_stage.prod.stage_name }
}

output "url" {
  description = "Call this from inside the VPC, with and without a token."
  value       = "https://${aws_api_gateway_rest_api.orders.id}-${aws_vpc_endpoint.execute_api.id}.execute-api.${local.region}.amazonaws.com/${aws_api_gateway_stage.prod.stage_name}/orders"
}
