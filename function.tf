# Function

locals {
  archive = var.filename == null ? "${path.module}/lambda/dist/authorizer.zip" : var.filename
}

resource "aws_lambda_function" "this" {
  function_name    = var.name
  description      = "JWT authorizer for API Gateway"
  role             = local.role_arn
  runtime          = var.runtime
  architectures    = [var.architecture]
  handler          = "index.handler"
  layers           = local.extension_layer_arn == null ? [] : [local.extension_layer_arn]
  filename         = local.archive
  source_code_hash = fileexists(local.archive) ? filebase64sha256(local.archive) : null
  memory_size      = var.memory_size
  timeout          = var.timeout
  publish          = true
  tags             = var.tags

  environment {
    variables = local.environment
  }

  # Names the group, which so exists before the function could make one without retention and key.
  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  tracing_config {
    mode = var.tracing_mode
  }

  lifecycle {
    precondition {
      condition     = var.issuer != null || local.has_trusted_issuers
      error_message = "issuer is missing: set issuer to the provider's issuer identifier, such as \"https://login.example.com/\", or several as trusted_issuers."
    }

    precondition {
      condition     = var.issuer == null || !local.has_trusted_issuers
      error_message = "issuer and trusted_issuers are both given: move issuer, and jwks_url, into an entry of trusted_issuers."
    }

    precondition {
      condition     = local.has_trusted_issuers ? var.jwks_url == null : true
      error_message = "jwks_url belongs to issuer: in trusted_issuers each entry has its own."
    }

    precondition {
      condition     = length(local.issuer_faults) == 0
      error_message = join("\n", local.issuer_faults)
    }

    precondition {
      condition     = local.has_trusted_issuers || length(var.audience) > 0
      error_message = "audience is empty: set audience to what the tokens of this API have in aud, such as [\"https://orders.example.com\"]. Accepting any audience would let a token for another API in."
    }

    precondition {
      condition     = length(local.rule_faults) == 0
      error_message = join("\n", local.rule_faults)
    }

    precondition {
      condition     = length(local.rule_faults) > 0 || local.policy_bytes_of_largest_rule <= local.policy_limit
      error_message = "rules make a policy of ${local.policy_bytes_of_largest_rule} bytes for a token that satisfies the largest of them beside those for every token, and ${local.policy_limit} fit, at about 85 bytes a method and path. Use wildcards for paths, name the methods that are needed, or deploy a function for a part of the APIs."
    }

    precondition {
      condition     = var.create_role ? var.role_arn == null : true
      error_message = "role_arn is given, and create_role is true: set create_role = false to use that role, or leave role_arn out."
    }

    precondition {
      condition     = var.create_role ? true : var.role_arn != null
      error_message = "create_role is false, and role_arn is missing: set role_arn to the role of the function."
    }

    precondition {
      condition     = var.create_role ? true : var.permissions_boundary == null
      error_message = "permissions_boundary bounds the role that is created, and create_role is false: leave permissions_boundary out, or set create_role = true."
    }

    precondition {
      condition     = var.configuration_s3 == null ? true : var.timeout >= 4
      error_message = "timeout must be 4 seconds or more with configuration_s3, for a first request may have to wait for the configuration and then for keys."
    }

    precondition {
      condition     = length(jsonencode({ AUTHORIZER_CONFIG = local.environment.AUTHORIZER_CONFIG })) <= local.environment_limit
      error_message = "The configuration is too large for a function's environment, even compressed (limit ${local.environment_limit} bytes): keep it in a bucket with configuration_s3, or shorten ca_certificates_pem to the one root that is needed, audience to fewer entries, or rules by wildcards."
    }

    precondition {
      condition     = var.extension == null || var.filename != null ? true : local.extension_layer_arn != null
      error_message = "extension has no layer_arn and no module, and there is no filename: say where the logic is, in a layer or in a zip of your own."
    }

    precondition {
      condition     = local.extension_timeout_milliseconds <= (var.timeout - 1) * 1000
      error_message = "extension.timeout_milliseconds must be at least a second less than timeout, for the token has to be checked before: lower it, or raise timeout."
    }

    precondition {
      condition     = length(setintersection(local.extension_context_keys, keys(var.claims_to_context))) == 0
      error_message = "extension.context_keys and claims_to_context name the same key: rename one of them."
    }

    precondition {
      condition     = fileexists(local.archive)
      error_message = "The bundle lambda/dist/authorizer.zip is missing: modules/function needs the whole module around it, so use it as a submodule (source = \"OWNER/jwt-authorizer/aws//modules/function\"), not as a copied directory."
    }
  }

  depends_on = [aws_iam_role_policy.this, module.rule_tests]
}

# Attachments point here, so that a new version takes effect for all of them at once.
resource "aws_lambda_alias" "this" {
  name             = "live"
  description      = "The version that API Gateway's authorizers invoke"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}

# Who may invoke it

locals {
  # arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME. No data source: with a user's depends_on it would be read
  # during apply and show a difference in every plan.
  partition = split(":", aws_lambda_function.this.arn)[1]
  region    = split(":", aws_lambda_function.this.arn)[3]
}

resource "aws_lambda_permission" "invoke_from" {
  for_each = var.invoke_from

  statement_id_prefix = "invoke-from-"
  action              = "lambda:InvokeFunction"
  function_name       = aws_lambda_function.this.function_name
  qualifier           = aws_lambda_alias.this.name
  principal           = "apigateway.amazonaws.com"
  source_arn          = "arn:${local.partition}:execute-api:${each.value.region == null ? local.region : each.value.region}:${each.value.account_id}:*/authorizers/*"

  lifecycle {
    create_before_destroy = true
  }
}

# Logs

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_in_days
  kms_key_id        = var.log_kms_key_id
  skip_destroy      = var.log_group_skip_destroy
  tags              = var.tags
}
