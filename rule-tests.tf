# Tests the rules during the plan, and measures their policies.

module "rule_tests" {
  source = "./modules/rule-tests"

  name = var.name

  # Rules with faults are refused elsewhere. Their tests would report the same mistakes a second time.
  rules        = [for rule in local.rules : rule if length(local.rule_faults) == 0]
  strict_paths = var.strict_paths
  rule_tests   = jsondecode(length(local.rule_faults) == 0 ? jsonencode(var.rule_tests) : "[]")
}

locals {
  policy_limit                 = local.contract.sizes.response_bytes - local.contract.sizes.context_bytes
  policy_bytes_of_largest_rule = module.rule_tests.policy_bytes_of_largest_rule
  policy_bytes_worst_case      = module.rule_tests.policy_bytes_worst_case
}
