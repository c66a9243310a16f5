# Network

variable "vpc_config" {
  description = <<-EOT
    Attaches the function to subnets of a VPC, so that it reaches an identity provider there. An object. Null: the function runs outside any VPC and reaches the internet.
    - `subnet_ids`: (Required) 1 to 16 IDs of subnets, in the region of the function. Use private subnets in at least two availability zones.
    - `security_group_ids`: (Required) 1 to 5 IDs of security groups, which must let HTTPS out to what the function fetches.
    - `ipv6_allowed_for_dual_stack`: (Optional) Whether connections may use IPv6, in subnets that have both. Default false.

    The function then has no other way out than the VPC: in a public subnet, too, it has no public address. Without a route to the key endpoint, callers get a 500. `docs/network.md` lists what needs which route, and what an apply that attaches or detaches the function does. Each subnet and security group together take a network interface, which is free of charge; NAT gateways and VPC endpoints are not.
  EOT
  type        = any
  default     = null
}

variable "authorizer_credentials_arn" {
  description = <<-EOT
    ARN of a role that API Gateway assumes to invoke the function, for all attached APIs and for the OpenAPI output. Use it if the function's policy has no room for more permissions, or if your organization does not allow resource policies. Null: each authorizer has a permission in the function's policy.

    The role must trust `apigateway.amazonaws.com` and allow `lambda:InvokeFunction` on the alias, `arn:aws:lambda:REGION:ACCOUNT:function:NAME:live` (output `alias_arn`), and with `token_sources` also on each alias `live-KEY`. Without it, callers get a 500. The module still creates the permissions, because the ARN can be unknown while Terraform plans: set `create_permission = false` for each API to leave them out. A changed role needs a new deployment of a REST API.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.authorizer_credentials_arn == null ? true : can(regex(local.contract.patterns.role_arn, var.authorizer_credentials_arn))
    error_message = "authorizer_credentials_arn is ${nonsensitive(issensitive(var.authorizer_credentials_arn) ? "(sensitive value)" : jsonencode(var.authorizer_credentials_arn))}: it must be ${local.contract.sentences.role_arn}."
  }
}

# Concurrency

variable "reserved_concurrent_executions" {
  description = <<-EOT
    How many requests the function may decide at the same time: 1 or more reserves that many of the account's concurrent executions for it and allows no more. `-1`: no limit of its own, the function shares the account's concurrency. `0`: the function is never invoked, and every request whose decision is not cached gets a 500. Null: the same as -1, which is the default because a limit that is too low refuses valid callers.

    An anonymous flood can then lock out valid callers: requests with made-up tokens use up the limit, and further requests get a 500 until they end. Without a limit, the same flood uses up the concurrency of the other functions in the account. Throttle the API (usage plans, AWS WAF) in both cases. The account must keep 100 unreserved executions, or the apply fails.
  EOT
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrent_executions == null ? true : var.reserved_concurrent_executions == floor(max(-1, var.reserved_concurrent_executions))
    error_message = "reserved_concurrent_executions is ${nonsensitive(issensitive(var.reserved_concurrent_executions) ? "(sensitive value)" : jsonencode(var.reserved_concurrent_executions))}: it must be a whole number of instances, -1 (no limit) or more. 0 stops the function."
  }
}

variable "provisioned_concurrent_executions" {
  description = <<-EOT
    How many instances of the function Lambda keeps started, 1 or more. Up to this number of simultaneous requests need no cold start. Null: none, which is the default because they are billed by the hour, also without any request.

    Each apply that changes the function prepares as many instances of the new version, which takes minutes; requests above the number have cold starts as before. An instance fetches keys while it starts, and again only when a request arrives: its first request after `jwks_cache_ttl_seconds` may wait up to 500 ms for new keys, and after `jwks_max_stale_seconds` more, for the whole fetch. With `provisioned_concurrency_scaling`, this is only the number at the beginning. With `token_sources`, the instances are those of the alias `live`; see `docs/operations.md`.
  EOT
  type        = number
  default     = null

  validation {
    condition     = var.provisioned_concurrent_executions == null ? true : var.provisioned_concurrent_executions == floor(max(1, var.provisioned_concurrent_executions))
    error_message = "provisioned_concurrent_executions is ${nonsensitive(issensitive(var.provisioned_concurrent_executions) ? "(sensitive value)" : jsonencode(var.provisioned_concurrent_executions))}: it must be a whole number of instances, 1 or more. Remove it to keep none."
  }
}

variable "provisioned_concurrency_scaling" {
  description = <<-EOT
    Lets Application Auto Scaling change `provisioned_concurrent_executions`, by use, by a schedule, or both. An object. Terraform then ignores the current number, and with `scheduled_actions` also the current limits, so that an apply does not undo what was scaled. Null: the number is fixed.
    - `min_capacity`, `max_capacity`: (Required) Fewest and most instances, 1 or more. With `scheduled_actions`, only the limits at the beginning: an action sets new ones.
    - `target_value`: (Optional) The share of the instances that should be in use, 0.1 to 0.9: 0.7 adds instances when more than 70 % are in use. Null: no scaling by use.
    - `scheduled_actions`: (Optional) A map of objects with keys of your choice, 1 to 64 letters, digits, hyphens and underscores. Null: none.
      - `schedule`: (Required) `cron(...)`, `rate(...)` or `at(...)`, as Application Auto Scaling writes it.
      - `timezone`: (Optional) Time zone of the schedule, such as `Europe/Berlin`. Null: UTC.
      - `min_capacity`, `max_capacity`: (Required) The limits from then on.

    Set `target_value`, `scheduled_actions` or both. Scaling by use adds two CloudWatch alarms, which are billed, and reacts after about three minutes: it does not help against short peaks. Adding or removing this input, or `scheduled_actions`, replaces what is scaled: until Lambda has prepared the instances anew, requests have cold starts.
  EOT
  type        = any
  default     = null
}

# Code and environment

variable "package" {
  description = <<-EOT
    The zip in S3 to deploy, instead of `filename`. An object. Use it with `code_signing_config_arn`, because signed zips are in S3. Null: the zip of this module, or `filename`.
    - `s3_bucket`: (Required) Name of the bucket, in the region of the function.
    - `s3_key`: (Required) Key of the zip.
    - `s3_object_version`: (Optional) Version ID of the object. Null: the current one.
    - `source_code_hash`: (Optional) SHA-256 of the zip in base64, as `filebase64sha256` returns it.

    Without `s3_object_version`, and without `source_code_hash`, Terraform does not notice a new zip under the same key. The zip must be that of the module's version (`lambda/dist/authorizer.zip`, then signed), or your own as in `filename`: upload it again with each upgrade of the module, because another version of the function may reject the configuration, and callers get a 500. Whoever may write to the bucket decides what the next apply deploys.
  EOT
  type        = any
  default     = null
}

variable "code_signing_config_arn" {
  description = <<-EOT
    ARN of the code signing configuration that Lambda checks the zip against. It needs `package`, because the zip of this module is not signed. Null: no check. A change of the zip needs a new signature before the apply, which otherwise fails if the configuration enforces signatures. Layers must be signed, too.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.code_signing_config_arn == null ? true : can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:code-signing-config:csc-[a-z0-9]{17}$", var.code_signing_config_arn))
    error_message = "code_signing_config_arn is ${nonsensitive(issensitive(var.code_signing_config_arn) ? "(sensitive value)" : jsonencode(var.code_signing_config_arn))}: it must be the ARN of a code signing configuration, such as aws_lambda_code_signing_config.NAME.arn."
  }
}

variable "layers" {
  description = <<-EOT
    ARNs of further layer versions, such as that of a monitoring extension: at most five, together with the layer of `extension`, which comes last, so that no other layer replaces its files. Default: none. A layer runs in the function's process or next to it: it sees every token and has the permissions of the role, and it makes every cold start longer.
  EOT
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.layers : arn == null ? false : can(regex(local.contract.patterns.layer_arn, arn))])
    error_message = "layers has the invalid values ${nonsensitive(issensitive(jsonencode(var.layers)) ? "(sensitive value)" : jsonencode([for arn in var.layers : arn if arn == null ? true : !can(regex(local.contract.patterns.layer_arn, arn))]))}: each must be ${local.contract.sentences.layer_arn}."
  }
}

variable "environment_variables" {
  description = <<-EOT
    Further environment variables of the function, for layers and custom logic. A map of strings. Names are two or more letters, digits and underscores, beginning with a letter; names that Lambda reserves, `AUTHORIZER_CONFIG` and `NODE_TLS_REJECT_UNAUTHORIZED` are rejected. Together with the configuration they must fit into 4096 bytes: otherwise the configuration is compressed, or the plan fails. Default: none.

    Variables can change what the function trusts: `NODE_EXTRA_CA_CERTS` adds certificate authorities, `NODE_OPTIONS` can load code. They are readable for everyone who may read the function, so don't put secrets there.
  EOT
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, value in var.environment_variables : can(regex("^[A-Za-z][A-Za-z0-9_]+$", name)) && !contains(local.contract.reserved_environment_variables, name)])
    error_message = "environment_variables has the names ${nonsensitive(join(", ", [for name in keys(var.environment_variables) : name if !can(regex("^[A-Za-z][A-Za-z0-9_]+$", name)) || contains(local.contract.reserved_environment_variables, name)]))}: each must be two or more letters, digits and underscores, beginning with a letter, and none that is reserved for Lambda or decides what the function trusts. Remove it."
  }

  validation {
    condition     = alltrue([for name, value in var.environment_variables : value != null])
    error_message = "environment_variables has null for ${nonsensitive(join(", ", [for name in keys(var.environment_variables) : name if nonsensitive(var.environment_variables[name] == null)]))}: each value must be a string. Remove the names, or set them to \"\"."
  }
}

variable "environment_kms_key_arn" {
  description = <<-EOT
    ARN of the KMS key that encrypts the function's environment variables, which contain the configuration. The role may decrypt with it. Null: the key that AWS manages. If the key's policy does not delegate to IAM, it must also allow the function's role. If the key is disabled or deleted, callers get a 500. A key costs money per month, and each cold start a request to KMS.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.environment_kms_key_arn == null ? true : can(regex(local.contract.patterns.kms_key_arn, var.environment_kms_key_arn))
    error_message = "environment_kms_key_arn is ${nonsensitive(issensitive(var.environment_kms_key_arn) ? "(sensitive value)" : jsonencode(var.environment_kms_key_arn))}: it must be ${local.contract.sentences.kms_key_arn}."
  }
}

# Name of the role

variable "role_name" {
  description = "Name of the role that the module creates, 1 to 64 letters, digits and `+=,.@_-`. Null: `name` and random characters, because IAM is global: with a fixed name, the module cannot be used in a second region of the account, and a change that replaces the role fails until the old one is gone. A new name replaces the role."
  type        = string
  default     = null

  validation {
    condition     = var.role_name == null ? true : can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.role_name))
    error_message = "role_name is ${nonsensitive(issensitive(var.role_name) ? "(sensitive value)" : jsonencode(var.role_name))}: it must be 1 to 64 letters, digits and the characters +=,.@_-."
  }
}

variable "role_path" {
  description = "Path of the role that the module creates, for organizations whose policies name roles by path: it begins and ends with `/`, such as `/service/`. Null: `/`. A new path replaces the role."
  type        = string
  default     = null

  validation {
    condition     = var.role_path == null ? true : can(regex("^/([!-~]{1,510}/)?$", var.role_path))
    error_message = "role_path is ${nonsensitive(issensitive(var.role_path) ? "(sensitive value)" : jsonencode(var.role_path))}: it must be a path that begins and ends with /, such as \"/service/\"."
  }
}

# Log group and format

variable "create_log_group" {
  description = <<-EOT
    Whether to create the log group. False: the function writes to the existing group `log_group_name`, whose retention and encryption are up to its owner: `log_kms_key_id` cannot be set then. If it does not exist, refusals are not recorded, because the role may not create it. This is a separate input because the name may be unknown until apply. Default true.
  EOT
  type        = bool
  default     = true
  nullable    = false
}

variable "log_group_name" {
  description = <<-EOT
    Name of the log group: of the one that the module creates, or with `create_log_group = false` of an existing one. 1 to 512 letters, digits and `_-/.#`. Null: `/aws/lambda/` and `name`, which is where Lambda and its console look for the log. A new name replaces a created group and deletes its log, see `log_group_skip_destroy`.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.log_group_name == null ? true : can(regex("^[A-Za-z0-9_/.#-]{1,512}$", var.log_group_name))
    error_message = "log_group_name is ${nonsensitive(issensitive(var.log_group_name) ? "(sensitive value)" : jsonencode(var.log_group_name))}: it must be 1 to 512 letters, digits and the characters _-/.#, not an ARN."
  }
}

variable "logging_config" {
  description = <<-EOT
    Format and detail of the log. An object. Null: `{ log_format = "Text" }`.
    - `log_format`: (Required) `Text` or `JSON`: the format of the lines that Lambda writes about each invocation. The function's own lines are JSON in both.
    - `application_log_level`: (Optional, only with `JSON`) The least level of the function's own lines to keep: `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR` or `FATAL`. A refusal is `WARN`, a 500 is `ERROR`, an allowed request is `INFO`. Null: `INFO`.
    - `system_log_level`: (Optional, only with `JSON`) The least level of Lambda's own lines to keep: `DEBUG`, `INFO` or `WARN`. `WARN` leaves out the lines about each invocation, which are most of a log's cost, and which the saved query `slow decisions` reads. Null: `INFO`.

    `ERROR` drops the lines of refusals, on which `alarms` and `dashboard` rely. How Lambda treats the function's lines with `JSON` is not verified on AWS: each has a `timestamp` and a `level`, as AWS documents it. Look at the log before you rely on it.
  EOT
  type        = any
  default     = null
}
