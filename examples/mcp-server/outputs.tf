output "api" {
  description = "ID and stage of the API."
  value       = { id = aws_api_gateway_rest_api.mcp.id, stage = aws_api_gateway_stage.prod.stage_name }
}

output "url" {
  description = "URL of the MCP server: the resource that a client asks a token for (RFC 8707)."
  value       = local.resource
}

output "metadata_url" {
  description = "URL of the protected resource metadata, which a 401 names."
  value       = local.metadata_url
}
