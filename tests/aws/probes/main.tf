# Two APIs that show what API Gateway sends to an authorizer and what it does with the answer. The authorizer is a function
# of the tests, which does what the token says: see functions/observer.mjs.

variable "name" {
  description = "Name of the run, and prefix of the names of all resources."
  type        = string
}

variable "functions_zip" {
  description = "Path of the zip with both functions."
  type        = string
}

variable "api_key" {
  description = "Value of an API key, at least 20 characters."
  type        = string
}

variable "mapping_backend_url" {
  description = "Backend of the routes with mappings, which answers like functions/echo.mjs. Null: an open route of the HTTP API."
  type        = string
  default     = null
}

provider "aws" {
  default_tags {
    tags = { jwt-authorizer-test = var.name }
  }
}

locals {
  mapping_backend_url = var.mapping_backend_url != null ? var.mapping_backend_url : "${aws_apigatewayv2_api.this.api_endpoint}/echo"
}

# The role may do nothing, so that the functions write no log.
resource "aws_iam_role" "functions" {
  name = "${var.name}-probes"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_lambda_function" "this" {
  for_each = toset(["observer", "echo"])

  function_name    = "${var.name}-${each.key}"
  role             = aws_iam_role.functions.arn
  runtime          = "nodejs22.x"
  architectures    = ["arm64"]
  handler          = "${each.key}.handler"
  filename         = var.functions_zip
  source_code_hash = filebase64sha256(var.functions_zip)
}

# The authorizers invoke the observer by an alias, as those of the module do.
resource "aws_lambda_alias" "observer" {
  name             = "probe"
  function_name    = aws_lambda_function.this["observer"].function_name
  function_version = "$LATEST"
}

resource "aws_lambda_permission" "this" {
  for_each = {
    "observer-http" = aws_apigatewayv2_api.this.execution_arn
    "observer-rest" = aws_api_gateway_rest_api.this.execution_arn
    "echo-http"     = aws_apigatewayv2_api.this.execution_arn
    "echo-rest"     = aws_api_gateway_rest_api.this.execution_arn
  }

  statement_id_prefix = "${each.key}-"
  action              = "lambda:InvokeFunction"
  function_name       = aws_lambda_function.this[split("-", each.key)[0]].function_name
  qualifier           = startswith(each.key, "observer-") ? aws_lambda_alias.observer.name : null
  principal           = "apigateway.amazonaws.com"
  source_arn          = "${each.value}/*"
}

output "apis" {
  value = {
    http = { id = aws_apigatewayv2_api.this.id, stage = aws_apigatewayv2_stage.default.name }
    rest = { id = aws_api_gateway_rest_api.this.id, stage = aws_api_gateway_stage.prod.stage_name }
  }

  depends_on = [aws_lambda_permission.this, aws_api_gateway_usage_plan_key.this]
}
