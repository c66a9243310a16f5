# Inputs for the deployment that do not fit together, one line each with the fix.

locals {
  application_log_level = try(coalesce(var.logging_config.application_log_level), "INFO")

  deployment_faults = [
    for check in [
      [length(local.layers) > 5,
      "layers and extension have ${length(local.layers)} layers together: Lambda allows five. Remove some of layers."],
      [nonsensitive(var.package != null && var.filename != null),
      "package cannot be combined with filename: one zip is deployed. Remove one of them."],
      [!var.create_role && nonsensitive(var.role_name != null || var.role_path != null),
      "role_name and role_path cannot be combined with create_role = false: they name the role that the module creates. Remove them, or set create_role = true."],
      [!var.create_log_group && nonsensitive(var.log_group_name == null),
      "log_group_name is missing: create_log_group is false, so set log_group_name to the existing group."],
      [!var.create_log_group && nonsensitive(var.log_kms_key_id != null || var.log_group_skip_destroy),
      "log_kms_key_id and log_group_skip_destroy cannot be combined with create_log_group = false: they belong to the group that the module creates. Remove them, or set create_log_group = true."],
      [!can(regex("^\"JSON\"$", jsonencode(try(var.logging_config.log_format, "JSON")))) && nonsensitive(try(var.logging_config.application_log_level, null) != null || try(var.logging_config.system_log_level, null) != null),
      "logging_config.application_log_level and logging_config.system_log_level need log_format = \"JSON\": Lambda filters no other lines. Remove them, or set log_format = \"JSON\"."],
      [nonsensitive(var.alarms != null || var.dashboard) && contains(["ERROR", "FATAL"], local.application_log_level),
      "logging_config.application_log_level drops the lines that alarms and dashboard count: set it to WARN or INFO, or remove alarms and dashboard."],
      [nonsensitive(var.log_allowed != null || var.metrics_namespace != null) && contains(["WARN", "ERROR", "FATAL"], local.application_log_level),
      "logging_config.application_log_level drops the lines that log_allowed and metrics_namespace write: set it to INFO, or remove log_allowed and metrics_namespace."],
      [nonsensitive(var.provisioned_concurrency_scaling != null && var.provisioned_concurrent_executions == null),
      "provisioned_concurrency_scaling needs provisioned_concurrent_executions: set it to the number of instances at the beginning."],
      [nonsensitive(var.provisioned_concurrency_scaling != null) && local.scaling.target_value == null && length(local.scheduled_actions) == 0,
      "provisioned_concurrency_scaling changes nothing: set target_value, scheduled_actions or both."],
      [try(tonumber(local.scaling.min_capacity) > tonumber(local.scaling.max_capacity), false),
      "provisioned_concurrency_scaling.min_capacity is more than max_capacity: lower it, or raise max_capacity."],
      [nonsensitive(var.canary != null && var.provisioned_concurrent_executions != null),
      "canary cannot be combined with provisioned_concurrent_executions: Lambda keeps no instances started for an alias that routes to two versions. Remove one of them."],
      [try(var.provisioned_concurrent_executions > var.reserved_concurrent_executions && var.reserved_concurrent_executions >= 0, false),
      "provisioned_concurrent_executions is more than reserved_concurrent_executions, which limits all instances of the function: lower it, or raise the limit."],
    ] : check[1] if nonsensitive(check[0])
  ]
}
