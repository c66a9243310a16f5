# An HTTP API with all that the people on call need: alarms, a dashboard, saved queries, an access log that can be joined
# with the authorizer's log, and a canary for the next change.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name        = "operated-example"
  issuer      = var.issuer
  audience    = var.audience
  http_apis   = { orders = { id = aws_apigatewayv2_api.orders.id } }
  memory_size = var.memory_size

  # A line for one in a hundred allowed requests, without claims. Refused requests have a line anyway.
  log_allowed = { sample_percent = 1 }

  alarms            = { sns_topic_arns = [aws_sns_topic.on_call.arn], concurrent_executions = 100 }
  dashboard         = true
  query_definitions = true

  # One request in twenty goes to the newest version, until you remove stable_version.
  canary        = var.stable_version == null ? null : { stable_version = var.stable_version, weight = 0.05 }
  alias_version = var.alias_version
}

# Subscribe your paging service or a mailing list.
resource "aws_sns_topic" "on_call" {
  name              = "operated-example-on-call"
  kms_master_key_id = aws_kms_key.on_call.id
}

# CloudWatch needs permission to use the key of the topic. The key that AWS manages for SNS does not give it: no alarm would
# arrive.
resource "aws_kms_key" "on_call" {
  description         = "Alarms of operated-example"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}
