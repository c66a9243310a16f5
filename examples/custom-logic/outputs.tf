output "apis" {
  description = "ID and stage of each API, `layer` and `zip`."
  value       = { for key, api in aws_apigatewayv2_api.this : key => { id = api.id, stage = aws_apigatewayv2_stage.default[key].name } }
}

output "urls" {
  description = "URLs of the APIs. Add TENANT/PATH."
  value       = { for key, api in aws_apigatewayv2_api.this : key => "${api.api_endpoint}/tenants/" }
}

output "function_names" {
  description = "Names of the authorizers' functions. Their log groups say why a request was refused."
  value       = { layer = module.with_layer.function_name, zip = module.with_zip.function_name }
}
