# Conditions on claims, which rules and required_claims have alike.

locals {
  condition_lists      = ["any", "all", "none"]
  condition_attributes = local.contract.condition_attributes

  # The same as in lambda/src/claim.ts.
  claim_name_patterns = [local.contract.patterns.claim_name_characters, local.contract.patterns.claim_name_pointer]
  claim_name_rule     = "the name of a top-level claim, or a JSON Pointer of one to four segments such as \"/realm_access/roles\""

  # Lists of conditions as JSON, by where they stand.
  condition_lists_given = merge(
    { for index, lists in local.rule_lists : "rules[${index}].claims" => jsonencode(lists.claims) },
    { "required_claims" = jsonencode(var.required_claims) },
    { for key, entry in local.issuer_entries : "trusted_issuers.${key}.required_claims" => jsonencode(lookup(jsondecode(entry), "required_claims", null)) },
  )

  # Each as JSON, because conditions have different attributes; null is absent, but for an attribute that the function
  # would refuse whatever it is; and what is no object is "null".
  conditions = flatten([
    for place, list in local.condition_lists_given : [
      for number, condition in jsondecode(startswith(list, "[") ? list : "[]") : {
        list  = place
        place = "${place}[${number}]"
        json  = startswith(jsonencode(condition), "{") ? jsonencode({ for name, value in condition : name => value if value != null || !contains(local.condition_attributes, name) }) : "null"
      }
    ]
  ])

  condition_faults = flatten([
    for condition in local.conditions : condition.json == "null" ? [{
      list  = condition.list
      fault = "${condition.place} must be an object, such as { name = \"/realm_access/roles\", any = [\"member\"] }."
      }] : [
      for fault in concat(
        [
          for name in setsubtract(keys(jsondecode(condition.json)), local.condition_attributes) :
          "${condition.place} has the unknown attribute \"${name}\": correct or remove it. A condition has ${join(", ", local.condition_attributes)}."
        ],
        [
          for name in [jsonencode(lookup(jsondecode(condition.json), "name", null))] : "${condition.place}.name must be ${local.claim_name_rule}."
          if !startswith(name, "\"") || !alltrue([for pattern in local.claim_name_patterns : can(regex(pattern, jsondecode(name)))])
        ],
        [
          for given in [setintersection(keys(jsondecode(condition.json)), local.condition_lists)] : "${condition.place} must have any, all or none: a condition without values would always hold."
          if length(given) == 0
        ],
      ) : { list = condition.list, fault = fault }
    ]
  ])

  condition_value_faults = flatten([
    for condition in local.conditions : [
      for name in local.condition_lists : [
        for list in [jsonencode(lookup(jsondecode(condition.json == "null" ? "{}" : condition.json), name, ["absent"]))] : [
          for fault in concat(
            [
              for values in [startswith(list, "[") ? list : "[]"] : "${condition.place}.${name} must be a list, and not empty: leave it out if it isn't needed."
              if values == "[]"
            ],
            [
              for values in [[for value in jsondecode(startswith(list, "[") ? list : "[]") : try(tostring(value), jsonencode(value))]] : "${condition.place}.${name} must not name one twice; remove the repetition."
              if length(distinct(values)) != length(values)
            ],
            [
              for number, value in jsondecode(startswith(list, "[") ? list : "[]") : "${condition.place}.${name}[${number}] must be a text of at most 256 characters, true, false, or a whole number within 9007199254740991."
              if !(
                contains(["true", "false"], jsonencode(value))
                || (startswith(jsonencode(value), "\"") && can(regex("^(?s:.{0,256})$", value)))
                || (can(regex("^(0|-?[1-9][0-9]{0,15})$", jsonencode(value))) && try(abs(value) <= 9007199254740991, false))
              )
            ],
          ) : { list = condition.list, fault = fault }
        ]
      ]
    ]
  ])

  all_condition_faults = concat(local.condition_faults, local.condition_value_faults)
}
