output "apis" {
  description = "ID and stage of each API, by the kind of its attachment."
  value = {
    rest_token   = { id = aws_api_gateway_rest_api.this["token"].id, stage = aws_api_gateway_stage.prod["token"].stage_name }
    rest_request = { id = aws_api_gateway_rest_api.this["request"].id, stage = aws_api_gateway_stage.prod["request"].stage_name }
    http         = { id = aws_apigatewayv2_api.http.id, stage = aws_apigatewayv2_stage.default.name }
    websocket    = { id = aws_apigatewayv2_api.websocket.id, stage = aws_apigatewayv2_stage.prod.name }
  }
}

output "urls" {
  description = "URLs of the APIs. WebSocket clients add ?access_token=TOKEN."
  value = {
    rest_token   = "${aws_api_gateway_stage.prod["token"].invoke_url}/identity"
    rest_request = "${aws_api_gateway_stage.prod["request"].invoke_url}/identity"
    http         = "${aws_apigatewayv2_api.http.api_endpoint}/identity"
    websocket    = aws_apigatewayv2_stage.prod.invoke_url
  }
}

output "function_name" {
  description = "Name of the authorizer's function."
  value       = module.authorizer.function_name
}

output "log_group_name" {
  description = "Log group with one line for each refusal."
  value       = module.authorizer.log_group_name
}

output "configuration" {
  description = "Configuration of the function, as JSON."
  value       = module.authorizer.configuration
}
