output "api" {
  description = "ID and stage of the API."
  value       = { id = aws_api_gateway_rest_api.orders.id, stage = aws_api_gateway_stage.prod.stage_name }
}

output "url" {
  description = "Call this with a token that is bound to a key, and a new proof of that key."
  value       = "${local.base_url}/orders"
}

output "function_name" {
  description = "Name of the authorizer's function."
  value       = module.authorizer.function_name
}
