mock_provider "aws" {
  mock_resource "aws_api_gateway_rest_api" {
    defaults = { execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3" }
  }
}

run "only_the_metadata_is_open" {
  assert {
    condition     = aws_api_gateway_method.mcp.authorization == "CUSTOM" && aws_api_gateway_method.mcp.authorizer_id == module.authorizer.rest_authorizer_ids["mcp"]
    error_message = "The server must have the authorizer."
  }

  assert {
    condition     = aws_api_gateway_method.metadata.authorization == "NONE"
    error_message = "A client must be able to read the metadata before it has a token."
  }
}

run "the_metadata_names_the_called_url_and_the_issuer" {
  assert {
    condition     = jsondecode(aws_api_gateway_integration_response.metadata.response_templates["application/json"]).resource == output.url
    error_message = "A client requires that resource is the URL that it called (RFC 9728 section 3.3)."
  }

  assert {
    condition     = jsondecode(aws_api_gateway_integration_response.metadata.response_templates["application/json"]).authorization_servers[0] == var.issuer
    error_message = "The metadata must name the authorization server."
  }
}
