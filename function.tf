# The Lambda function, its log group, and who may invoke it.

locals {
  # An invalid value is reported in input-faults.tf.
  package = nonsensitive(try(keys(var.package), null) == null) ? null : var.package
  archive = var.filename == null ? "${path.module}/lambda/dist/authorizer.zip" : var.filename

  # The extension's layer is the last, because Lambda lets the files of a later layer replace those of an earlier one.
  layers = concat(var.layers, local.extension_layer_arn == null ? [] : [local.extension_layer_arn])

  # Of the group that the module creates, or of the existing one. The reference makes Terraform create the group first.
  log_group_name = var.log_group_name == null ? "/aws/lambda/${var.name}" : var.log_group_name
  used_log_group = nonsensitive(var.create_log_group) ? one(aws_cloudwatch_log_group.this[*].name) : local.log_group_name

  # arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME. Not from a data source: with a user's depends_on it would be read
  # during apply and show a difference in every plan.
  function_arn = one(aws_lambda_function.this[*].arn)
  # A mocked provider returns a random string for an ARN. With the defaults, the module still makes valid ARNs in a test.
  function_arn_parts = try(regex("^arn:(?P<partition>[^:]+):lambda:(?P<region>[^:]+):", local.function_arn), { partition = "aws", region = "us-east-1" })
}

resource "aws_lambda_function" "this" {
  #checkov:skip=CKV_AWS_116:API Gateway invokes the function synchronously. A dead letter queue receives only asynchronous events.
  count = nonsensitive(var.create) ? 1 : 0

  function_name = var.name
  description   = "JWT authorizer for API Gateway, ${local.token_sources_mark}${local.decision_mark}"
  role          = var.create_role ? local.created_role_arn : var.role_arn
  runtime       = var.runtime
  architectures = [var.architecture]
  handler       = "index.handler"
  layers        = local.layers
  memory_size   = var.memory_size
  timeout       = var.timeout
  publish       = true
  kms_key_arn   = var.environment_kms_key_arn
  tags          = var.tags

  filename                = local.package == null ? local.archive : null
  s3_bucket               = try(local.package.s3_bucket, null)
  s3_key                  = try(local.package.s3_key, null)
  s3_object_version       = try(local.package.s3_object_version, null)
  source_code_hash        = local.package == null ? filebase64sha256(local.archive) : try(local.package.source_code_hash, null)
  code_signing_config_arn = var.code_signing_config_arn

  reserved_concurrent_executions = var.reserved_concurrent_executions

  environment {
    variables = local.environment
  }

  dynamic "vpc_config" {
    for_each = nonsensitive(var.vpc_config == null) ? [] : [var.vpc_config]

    content {
      subnet_ids                  = vpc_config.value.subnet_ids
      security_group_ids          = vpc_config.value.security_group_ids
      ipv6_allowed_for_dual_stack = try(vpc_config.value.ipv6_allowed_for_dual_stack, null)
    }
  }

  # The reference makes Terraform create the group first. Lambda would create one without retention and key.
  logging_config {
    log_format            = try(var.logging_config.log_format, "Text")
    application_log_level = try(var.logging_config.application_log_level, null)
    system_log_level      = try(var.logging_config.system_log_level, null)
    log_group             = local.used_log_group
  }

  tracing_config {
    mode = var.tracing_mode
  }

  lifecycle {
    precondition {
      condition     = length(local.issuer_faults) == 0
      error_message = join("\n", local.issuer_faults)
    }

    precondition {
      condition     = length(local.rule_faults) == 0
      error_message = join("\n", local.rule_faults)
    }

    precondition {
      condition     = length(local.policy_size_faults) == 0
      error_message = join("\n", local.policy_size_faults)
    }

    precondition {
      condition     = length(local.input_name_faults) == 0
      error_message = join("\n", local.input_name_faults)
    }

    precondition {
      condition     = length(local.input_value_faults) == 0
      error_message = join("\n", local.input_value_faults)
    }

    precondition {
      condition     = length(local.token_source_faults) == 0
      error_message = join("\n", local.token_source_faults)
    }

    precondition {
      condition     = length(local.dpop_faults) == 0
      error_message = join("\n", local.dpop_faults)
    }

    precondition {
      condition     = length(local.deployment_faults) == 0
      error_message = join("\n", local.deployment_faults)
    }

    precondition {
      condition     = length(local.revocation_faults) == 0
      error_message = join("\n", local.revocation_faults)
    }

    precondition {
      condition     = var.create_role ? var.role_arn == null : var.role_arn != null
      error_message = nonsensitive(var.create_role) ? "role_arn cannot be combined with create_role = true: set create_role = false to use that role, or remove role_arn." : "role_arn is missing: create_role is false, so set role_arn to the role of the function."
    }

    precondition {
      condition     = var.create_role || var.permissions_boundary == null
      error_message = "permissions_boundary cannot be combined with create_role = false: it limits the role that the module creates. Remove permissions_boundary, or set create_role = true."
    }

    precondition {
      condition     = var.configuration_s3 == null || var.timeout >= 4
      error_message = "timeout is ${nonsensitive(issensitive(var.timeout) ? "(sensitive value)" : jsonencode(var.timeout))}: it must be at least 4 seconds with configuration_s3, because a first request may wait for the configuration and then for keys."
    }

    precondition {
      condition     = length(local.tables) == 0 || var.timeout > local.reserved_seconds
      error_message = "timeout is ${nonsensitive(issensitive(var.timeout) ? "(sensitive value)" : jsonencode(var.timeout))}: it must be at least ${local.reserved_seconds + 1} seconds with ${join(" and ", concat(local.tables, nonsensitive(var.configuration_s3 == null) ? [] : ["configuration_s3"]))}, because a request may wait for keys and then for ${length(local.tables) == 1 ? "the table" : "two tables"}."
    }

    precondition {
      condition     = length(jsonencode(local.environment)) <= local.contract.sizes.environment_bytes
      error_message = "The configuration is too large for a function's environment, even compressed: ${nonsensitive(length(var.environment_variables)) == 0 ? "it" : "together with environment_variables it"} must fit into ${local.contract.sizes.environment_bytes} bytes. Move it to a bucket with configuration_s3, or reduce ca_certificates_pem to the root certificate that is needed, audience to fewer entries, or rules to wildcards."
    }

    precondition {
      condition     = var.extension == null || var.filename != null || local.package != null || local.extension_layer_arn != null
      error_message = "extension has no layer_arn and no module, and filename is null: say where the logic is, in a layer (layer_arn and module) or in your own zip (filename or package)."
    }

    precondition {
      condition     = local.extension_timeout_milliseconds <= (var.timeout - 1) * 1000
      error_message = "extension.timeout_milliseconds is ${nonsensitive(issensitive(local.extension_timeout_milliseconds) ? "(sensitive value)" : jsonencode(local.extension_timeout_milliseconds))}: it must be at least one second less than timeout (${nonsensitive(issensitive(var.timeout) ? "sensitive" : "${var.timeout} s")}), because the token is verified first. Lower it, or raise timeout."
    }

    precondition {
      condition     = length(setintersection(local.extension_context_keys, keys(var.claims_to_context))) == 0
      error_message = "extension.context_keys and claims_to_context both contain ${nonsensitive(issensitive(jsonencode(local.extension_context_keys)) ? "a sensitive value" : join(", ", setintersection(local.extension_context_keys, keys(var.claims_to_context))))}: rename the key in one of them."
    }
  }

  depends_on = [aws_iam_role_policy.this, module.rule_tests]
}

resource "aws_lambda_permission" "invoke_from" {
  for_each = { for key in nonsensitive(keys(var.invoke_from)) : key => var.invoke_from[key] if nonsensitive(var.create) }

  statement_id_prefix = "invoke-from-"
  action              = "lambda:InvokeFunction"
  function_name       = aws_lambda_function.this[0].function_name
  qualifier           = local.alias.name
  principal           = "apigateway.amazonaws.com"
  source_arn = join(":", [
    "arn", local.function_arn_parts.partition, "execute-api",
    coalesce(lookup(each.value, "region", null), local.function_arn_parts.region), each.value.account_id, "*/authorizers/*",
  ])

  lifecycle {
    create_before_destroy = true
  }
}

# For all authorizers of the API, because Terraform does not know the ID of an authorizer that a document defines. This
# permission depends on the API, so nothing that the API's document uses may depend on this permission.
resource "aws_lambda_permission" "openapi" {
  for_each = { for key in nonsensitive(keys(var.openapi_apis)) : key => var.openapi_apis[key] if nonsensitive(var.create) }

  statement_id_prefix = "openapi-"
  action              = "lambda:InvokeFunction"
  function_name       = aws_lambda_function.this[0].function_name
  qualifier           = local.alias.name
  principal           = "apigateway.amazonaws.com"
  source_arn          = "${each.value}/authorizers/*"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "this" {
  count = nonsensitive(var.create && var.create_log_group) ? 1 : 0

  name              = local.log_group_name
  retention_in_days = var.log_retention_in_days
  kms_key_id        = var.log_kms_key_id
  skip_destroy      = var.log_group_skip_destroy
  tags              = var.tags
}
