output "api" {
  description = "ID and stage of the API."
  value       = { id = aws_api_gateway_rest_api.orders.id, stage = aws_api_gateway_stage.prod.stage_name }
}

output "url" {
  description = "URL of the protected method."
  value       = "${aws_api_gateway_stage.prod.invoke_url}/orders"
}

output "backchannel_logout_uri" {
  description = "URL to register at the provider as backchannel_logout_uri of each client."
  value       = "${aws_api_gateway_stage.prod.invoke_url}/backchannel-logout"
}

output "table_name" {
  description = "Name of the table of revocations."
  value       = module.authorizer.revocation_table_name
}

output "function_name" {
  description = "Name of the authorizer's function."
  value       = module.authorizer.function_name
}
