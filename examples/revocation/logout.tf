# The open route: the provider posts a logout token, which the function checks. Its source is in logout/.

resource "aws_api_gateway_resource" "logout" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  parent_id   = aws_api_gateway_rest_api.orders.root_resource_id
  path_part   = "backchannel-logout"
}

#trivy:ignore:AVD-AWS-0004 The provider has no access token: the logout token in the body is checked by the function.
resource "aws_api_gateway_method" "logout" {
  #checkov:skip=CKV_AWS_59:The provider has no access token: the logout token in the body is checked by the function.
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  resource_id   = aws_api_gateway_resource.logout.id
  http_method   = "POST"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "logout" {
  rest_api_id             = aws_api_gateway_rest_api.orders.id
  resource_id             = aws_api_gateway_resource.logout.id
  http_method             = aws_api_gateway_method.logout.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.logout.invoke_arn
}

# Anyone can call the route, so it has a limit of its own.
#trivy:ignore:AVD-AWS-0190 The cache of a stage is for answers to GET.
resource "aws_api_gateway_method_settings" "logout" {
  #checkov:skip=CKV_AWS_225:The cache of a stage is for answers to GET.
  rest_api_id = aws_api_gateway_rest_api.orders.id
  stage_name  = aws_api_gateway_stage.prod.stage_name
  method_path = "${aws_api_gateway_resource.logout.path_part}/${aws_api_gateway_method.logout.http_method}"

  settings {
    throttling_rate_limit  = 20
    throttling_burst_limit = 40
  }
}

resource "aws_lambda_function" "logout" {
  #checkov:skip=CKV_AWS_173:Nothing in the environment is secret.
  function_name    = "${var.name}-logout"
  role             = aws_iam_role.logout.arn
  runtime          = "nodejs22.x"
  architectures    = ["arm64"]
  handler          = "index.handler"
  timeout          = 10
  memory_size      = 256
  filename         = "${path.module}/logout.zip"
  source_code_hash = filebase64sha256("${path.module}/logout.zip")

  environment {
    variables = {
      ISSUER                 = var.issuer
      CLIENT_IDS             = join(" ", var.client_ids)
      JWKS_URL               = var.jwks_url
      TABLE                  = module.authorizer.revocation_table_name
      TOKEN_LIFETIME_SECONDS = var.token_lifetime_seconds
    }
  }

  depends_on = [aws_iam_role_policy.logout]
}

resource "aws_lambda_permission" "logout" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.logout.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.orders.execution_arn}/*/POST/backchannel-logout"
}

#trivy:ignore:AVD-AWS-0017 CloudWatch Logs encrypts the log with a key of its own, and the log contains no part of a token.
resource "aws_cloudwatch_log_group" "logout" {
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts the log with a key of its own, and the log contains no part of a token.
  #checkov:skip=CKV_AWS_338:How long a log must be kept is your decision.
  name              = "/aws/lambda/${var.name}-logout"
  retention_in_days = 30
}

resource "aws_iam_role" "logout" {
  name_prefix = "${substr(var.name, 0, 29)}-logout-"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "logout" {
  name = "logout"
  role = aws_iam_role.logout.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "dynamodb:PutItem", Resource = module.authorizer.revocation_table_arn },
      { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "${aws_cloudwatch_log_group.logout.arn}:*" },
    ]
  })
}
