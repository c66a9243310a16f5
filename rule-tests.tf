# Tests the rules during the plan, and measures their policies: policy-size.tf reads the sizes.

module "rule_tests" {
  source = "./modules/rule-tests"

  name = var.name

  # Rules with faults are rejected elsewhere. Their tests would report the same mistakes a second time.
  rules        = [for rule in local.rules : rule if length(local.rule_faults) == 0]
  strict_paths = var.strict_paths
  api_keys     = local.api_keys
  rule_tests   = length(local.rule_faults) == 0 ? var.rule_tests : null
}
