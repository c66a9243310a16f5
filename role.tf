# Role

locals {
  role_arn = var.create_role ? aws_iam_role.this[0].arn : var.role_arn

  log_statement = {
    Effect   = "Allow"
    Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }
  # X-Ray knows no resources.
  trace_statement = {
    Effect   = "Allow"
    Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    Resource = ["*"]
  }
}

locals {
  secret_arns    = [for secret in local.shared_secrets : secret.arn if strcontains(secret.arn, ":secretsmanager:")]
  parameter_arns = [for secret in local.shared_secrets : secret.arn if strcontains(secret.arn, ":ssm:")]
  key_arns       = distinct([for secret in local.shared_secrets : secret.kms_key_arn if secret.kms_key_arn != ""])

  read_statements = concat(
    length(local.secret_arns) == 0 ? [] : [{
      Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = local.secret_arns
    }],
    length(local.parameter_arns) == 0 ? [] : [{
      Effect = "Allow", Action = ["ssm:GetParameter"], Resource = local.parameter_arns
    }],
    # For these secrets only: by way of the services that hold them.
    length(local.key_arns) == 0 ? [] : [merge({ Effect = "Allow", Action = ["kms:Decrypt"], Resource = local.key_arns }, {
      Condition                                        = { StringLike = { "kms:ViaService" = ["secretsmanager.*", "ssm.*"] } }
    })],
    # Whatever content it has: a version that is still in use has another than the next.
    var.configuration_s3 == null ? [] : [{
      Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:${local.role_partition}:s3:::${var.configuration_s3.bucket}/${var.name}/*"]
    }],
  )
  role_partition = split(":", aws_cloudwatch_log_group.this.arn)[1]
}

resource "aws_iam_role" "this" {
  count = var.create_role ? 1 : 0

  # IAM is global: a fixed name would collide in the second region. 38 characters at most.
  name_prefix          = "${substr(var.name, 0, 37)}-"
  description          = "Role of the JWT authorizer ${var.name}"
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  count = var.create_role ? 1 : 0

  name_prefix = "authorizer-"
  role        = aws_iam_role.this[0].id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.log_statement], var.tracing_mode == "Active" ? [local.trace_statement] : [], local.read_statements)
  })
}
