# The backend: a function that answers with the identity that the authorizer passed on. Its source is
# lambda/build/example-backend/index.mjs.

resource "aws_lambda_function" "backend" {
  function_name    = "${var.name}-backend"
  role             = aws_iam_role.backend.arn
  runtime          = "nodejs22.x"
  architectures    = ["arm64"]
  handler          = "index.handler"
  filename         = "${path.module}/backend.zip"
  source_code_hash = filebase64sha256("${path.module}/backend.zip")
}

resource "aws_lambda_permission" "backend" {
  for_each = {
    rest = aws_api_gateway_rest_api.orders.execution_arn
    http = aws_apigatewayv2_api.orders.execution_arn
  }

  statement_id_prefix = "${each.key}-"
  action              = "lambda:InvokeFunction"
  function_name       = aws_lambda_function.backend.function_name
  principal           = "apigateway.amazonaws.com"
  source_arn          = "${each.value}/*"
}

resource "aws_iam_role" "backend" {
  name_prefix = "${substr(var.name, 0, 29)}-backend-"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}
