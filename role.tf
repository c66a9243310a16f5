# The function's role: it can write the function's log, read the secrets, the configuration objects and the revocations of
# the function, record used proofs in their table, decrypt its environment, send traces if tracing is active, and let
# Lambda attach the function to a VPC.

resource "aws_iam_role" "this" {
  count = nonsensitive(var.create && var.create_role) ? 1 : 0

  # IAM is global: a fixed name would collide in a second region. A prefix has at most 38 characters.
  name                 = var.role_name
  name_prefix          = var.role_name == null ? "${substr(var.name, 0, 37)}-" : null
  path                 = var.role_path
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

locals {
  # A mocked provider returns a random string for an ARN, which the provider then rejects as the function's role.
  created_role_arn = try(regex("^arn:.*$", one(aws_iam_role.this[*].arn)), "arn:aws:iam::123456789012:role/mocked")

  secret_arns    = [for secret in local.shared_secrets : secret.arn if strcontains(secret.arn, ":secretsmanager:")]
  parameter_arns = [for secret in local.shared_secrets : secret.arn if strcontains(secret.arn, ":ssm:")]
  key_arns       = distinct([for secret in local.shared_secrets : secret.kms_key_arn if secret.kms_key_arn != ""])

  # Half of what the inline policies of a role can hold, in characters: during an apply, the role has two policies.
  grants_limit = 5120
  # The created group's own ARN, or else the group of this name in any region: no attribute of the role names the region.
  log_group_arn = nonsensitive(var.create_log_group) ? one(aws_cloudwatch_log_group.this[*].arn) : join(":", concat(
    ["arn", split(":", local.created_role_arn)[1], "logs", "*", split(":", local.created_role_arn)[4]], ["log-group", local.log_group_name],
  ))
  # AWS checks some of these actions only for all resources. The code of the function needs none of them.
  network_actions = [
    "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
  ]
  grants = nonsensitive(!var.create || !var.create_role) ? null : jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["${local.log_group_arn}:*"]
      }],
      # Lambda manages the network interfaces with the role. Calls by the function's code have this condition key, others
      # do not.
      [
        for statement in [
          { Effect = "Allow", Action = local.network_actions, Resource = ["*"] },
          { Effect = "Deny", Action = local.network_actions, Resource = ["*"], Condition = { Null = { "lambda:SourceFunctionArn" = "false" } } },
        ] : statement if nonsensitive(var.vpc_config != null)
      ],
      var.environment_kms_key_arn == null ? [] : [{
        Effect = "Allow", Action = ["kms:Decrypt"], Resource = [var.environment_kms_key_arn]
      }],
      # X-Ray has no resources.
      var.tracing_mode != "Active" ? [] : [{
        Effect = "Allow", Action = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource = ["*"]
      }],
      length(local.secret_arns) == 0 ? [] : [{
        Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = local.secret_arns
      }],
      length(local.parameter_arns) == 0 ? [] : [{
        Effect = "Allow", Action = ["ssm:GetParameter"], Resource = local.parameter_arns
      }],
      # Only through the services that hold the secrets.
      length(local.key_arns) == 0 ? [] : [{
        Effect    = "Allow", Action = ["kms:Decrypt"], Resource = local.key_arns
        Condition = { StringLike = { "kms:ViaService" = ["secretsmanager.*", "ssm.*"] } }
      }],
      # To record that a proof was used, and nothing else.
      try(var.dpop.replay_table_arn, null) == null ? [] : [{
        Effect = "Allow", Action = ["dynamodb:PutItem"], Resource = [var.dpop.replay_table_arn]
      }],
      # All configurations of this function: a previous version that is still in use reads an earlier object.
      var.configuration_s3 == null ? [] : [{
        Effect   = "Allow", Action = ["s3:GetObject"]
        Resource = ["arn:${split(":", local.created_role_arn)[1]}:s3:::${var.configuration_s3.bucket}/${var.name}/*"]
      }],
      !local.has_revocation ? [] : [{
        Effect = "Allow", Action = ["dynamodb:BatchGetItem"], Resource = [local.revocation_table_arn]
      }],
      # DynamoDB decrypts with the rights of the caller.
      local.revocation_kms_key_arn == null ? [] : [{
        Effect    = "Allow", Action = ["kms:Decrypt"], Resource = [local.revocation_kms_key_arn]
        Condition = { StringLike = { "kms:ViaService" = ["dynamodb.*"] } }
      }],
    )
  })
}

# A change of the content makes a new policy. The previous one stays until the alias points to the new version: until
# then, the previous version still reads what the new one does not, such as a secret that is no longer configured.
resource "aws_iam_role_policy" "this" {
  count = length(aws_iam_role.this)

  name_prefix = "authorizer-${substr(sha1(local.grants), 0, 8)}-"
  role        = aws_iam_role.this[0].id
  policy      = local.grants

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = length(local.grants) <= local.grants_limit
      error_message = "trusted_issuers need a role policy of ${length(local.grants)} characters, and ${local.grants_limit} are allowed: the inline policies of a role hold ${2 * local.grants_limit}, and the previous policy stays during an apply. Use fewer shared secrets, or set create_role = false and role_arn to a role with managed policies."
    }
  }
}
