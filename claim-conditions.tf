# Conditions on claims, in rules and in required_claims.

locals {
  claim_name_patterns = [local.contract.patterns.claim_name_characters, local.contract.patterns.claim_name_pointer]
  claim_name_rule     = local.contract.sentences.claim_name

  # Lists of conditions as JSON, by their place.
  condition_lists_given = merge(
    { for index, lists in local.rule_lists : "rules[${index}].claims" => jsonencode(lists.claims) },
    { "required_claims" = nonsensitive(jsonencode(var.required_claims)) },
    { for key, entry in local.issuer_entries : "trusted_issuers.${key}.required_claims" => jsonencode(lookup(jsondecode(entry), "required_claims", null)) },
  )
  # The lists as the user wrote them. They tell which parts are sensitive, because messages do not show these.
  condition_lists_as_given = merge(
    { for index, lists in local.rule_lists : "rules[${index}].claims" => try(var.rules[index].claims, var.rules) },
    { "required_claims" = var.required_claims },
    { for key, entry in local.issuer_entries : "trusted_issuers.${key}.required_claims" => try(var.trusted_issuers[key].required_claims, null) },
  )
  conditions = flatten([
    for place, list in local.condition_lists_given : [
      for number, condition in try(concat(jsondecode(list), []), []) : {
        list      = place
        number    = number
        place     = "${place}[${number}]"
        is_object = can(keys(condition))
        # The attribute that a misspelled one was meant to be is not also reported as missing.
        is_misspelt  = length(setsubtract(try(keys(condition), []), local.contract.condition_attributes)) > 0
        names        = try(keys(condition), [])
        name         = try(condition.name, null)
        separator    = jsonencode(try(condition.separator, null))
        member_names = jsonencode(try(condition.member_names, null))
        # Null means absent.
        lists = { for name in local.contract.condition_lists : name => condition[name] if try(condition[name], null) != null }
      }
    ]
  ])

  all_condition_faults = flatten([
    for condition in local.conditions : [
      for fault in condition.is_object ? concat(
        [
          for name in setsubtract(condition.names, local.contract.condition_attributes) :
          " has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.condition_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} A condition has ${join(", ", local.contract.condition_attributes)}."
        ],
        condition.is_misspelt && condition.name == null || startswith(jsonencode(condition.name), "\"") && alltrue([for pattern in local.claim_name_patterns : can(regex(pattern, condition.name))]) ? [] : [
          ".name is ${nonsensitive(issensitive(jsonencode(try(local.condition_lists_as_given[condition.list][condition.number].name, local.condition_lists_as_given[condition.list]))) ? "(sensitive value)" : jsonencode(condition.name))}: write ${local.claim_name_rule}."
        ],
        condition.separator == "null" || (startswith(condition.separator, "\"") && can(regex(local.contract.patterns.separator, jsondecode(condition.separator)))) ? [] : [
          ".separator is ${nonsensitive(issensitive(jsonencode(try(local.condition_lists_as_given[condition.list][condition.number].separator, local.condition_lists_as_given[condition.list]))) ? "(sensitive value)" : condition.separator)}: write ${local.contract.sentences.separator}."
        ],
        contains(["true", "false", "null"], condition.member_names) ? [] : [".member_names is ${nonsensitive(issensitive(jsonencode(try(local.condition_lists_as_given[condition.list][condition.number].member_names, local.condition_lists_as_given[condition.list]))) ? "(sensitive value)" : condition.member_names)}: write true or false."],
        condition.separator != "null" && condition.member_names == "true" ? [".separator cannot be combined with member_names: an object has no separator. Remove one of them."] : [],
        length(condition.lists) > 0 || condition.is_misspelt ? [] : [" must have any, all or none: a condition without values would always hold."],
        flatten([
          for name, values in condition.lists : concat(
            try(length(concat(values, [])) > 0, false) ? [] : [".${name} must be a non-empty list. Leave it out if the condition does not need it."],
            [
              for texts in [[for value in try(concat(values, []), []) : try(tostring(value), jsonencode(value))]] : ".${name} must not contain duplicates: remove the repetition."
              if length(distinct(texts)) != length(texts)
            ],
            [
              for number, value in try(concat(values, []), []) : ".${name}[${number}] is ${nonsensitive(issensitive(jsonencode(try(local.condition_lists_as_given[condition.list][condition.number][name][number], local.condition_lists_as_given[condition.list]))) ? "(sensitive value)" : jsonencode(value))}: write ${local.contract.sentences.claim_value}."
              if !(
                contains(["true", "false"], jsonencode(value))
                || (startswith(jsonencode(value), "\"") && can(regex(local.contract.patterns.claim_value, value)))
                || (can(regex("^(0|-?[1-9][0-9]{0,15})$", jsonencode(value))) && try(abs(value) <= local.contract.sizes.integer, false))
              )
            ],
          )
        ]),
      ) : [" must be an object, such as { name = \"/realm_access/roles\", any = [\"member\"] }."] :
      { list = condition.list, fault = "${condition.place}${fault}" }
    ]
  ])
}

locals {
  # Only a warning, because a token can have such a name or value.
  spaced_condition_texts = flatten([
    for condition in local.conditions : [
      for place, text in merge(
        { ".name" = condition.name },
        merge([for list, values in condition.lists : { for number, value in try(concat(values, []), []) : ".${list}[${number}]" => value }]...),
      ) : "${condition.place}${place}" if can(regex(local.contract.patterns.outer_white_space, text))
    ]
  ])
}

check "conditions_have_no_white_space_at_an_end" {
  assert {
    condition     = length(local.spaced_condition_texts) == 0
    error_message = "${join(", ", local.spaced_condition_texts)}: the string begins or ends with white space. Claims are compared character by character: remove the white space, unless the tokens have it too."
  }
}

locals {
  # Every input that names a claim, by its place. By JSON, because a collection as a whole can be sensitive.
  claim_names = merge(
    { for condition in local.conditions : "${condition.place}.name" => condition.name if condition.name != null },
    { for name, claim in { audience_claim = var.audience_claim, principal_claim = var.principal_claim, usage_plan_key_claim = var.usage_plan_key_claim } : name => nonsensitive(claim) if nonsensitive(claim != null) },
    { for key, entry in local.issuer_entries : "trusted_issuers.${key}.audience_claim" => jsondecode(entry).audience_claim if can(jsondecode(entry).audience_claim) },
    { for key, claim in jsondecode(nonsensitive(jsonencode(var.claims_to_context))) : "claims_to_context.${key}" => claim },
    { for number, claim in jsondecode(nonsensitive(jsonencode(local.log_allowed_claims))) : "log_allowed.claims[${number}]" => claim },
  )
  # Only a warning, because a claim can have such a name. The JSON Pointer of that claim is the way to say so.
  dotted_claim_names = [for place, name in local.claim_names : place if can(regex("^[A-Za-z_][A-Za-z0-9_-]*(\\.[A-Za-z_][A-Za-z0-9_-]*)+$", name))]
}

check "claim_names_are_not_dotted_paths" {
  assert {
    condition     = length(local.dotted_claim_names) == 0
    error_message = "${join(", ", local.dotted_claim_names)}: the name has a dot, and names one top-level claim. For a claim inside an object, write a JSON Pointer: \"/realm_access/roles\", not \"realm_access.roles\". If the claim itself has a dot in its name, write \"/\" in front of it, and this warning disappears."
  }
}
