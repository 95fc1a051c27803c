// Every rule, the gravest first within each subject. A rule that is not here does not run.
import type { Rule } from "../rule.ts";
import { authUsersExposed } from "./auth-users-exposed.ts";
import { claimCastToUuid } from "./claim-cast-to-uuid.ts";
import { claimEditable } from "./claim-editable.ts";
import { claimEmail } from "./claim-email.ts";
import { claimLegacySetting } from "./claim-legacy-setting.ts";
import { claimNotIssued } from "./claim-not-issued.ts";
import { claimOrganizationV1 } from "./claim-organization-v1.ts";
import { claimPathDotted } from "./claim-path-dotted.ts";
import { claimQuoted } from "./claim-quoted.ts";
import { claimRoleForm } from "./claim-role-form.ts";
import { defaultPrivilegesOpen } from "./default-privileges-open.ts";
import { definerFunctionExposed } from "./definer-function-exposed.ts";
import { excessGrant } from "./excess-grant.ts";
import { extensionInServedSchema } from "./extension-in-served-schema.ts";
import { foreignKeyToAuthUsers } from "./foreign-key-to-auth-users.ts";
import { foreignTableExposed } from "./foreign-table-exposed.ts";
import { functionDynamicSql } from "./function-dynamic-sql.ts";
import { functionReachesOutside } from "./function-reaches-outside.ts";
import { functionSearchPath } from "./function-search-path.ts";
import { functionSetsConfig } from "./function-sets-config.ts";
import { functionSetsRole } from "./function-sets-role.ts";
import { insertForeignOwner } from "./insert-foreign-owner.ts";
import { materializedViewExposed } from "./materialized-view-exposed.ts";
import { missingGrant } from "./missing-grant.ts";
import { missingPolicy } from "./missing-policy.ts";
import { multiplePermissivePolicies } from "./multiple-permissive-policies.ts";
import { ownerColumnType } from "./owner-column-type.ts";
import { ownerColumnUnchecked } from "./owner-column-unchecked.ts";
import { ownerColumnUnindexed } from "./owner-column-unindexed.ts";
import { parentShowsChildren } from "./parent-shows-children.ts";
import { policiesWithoutRls } from "./policies-without-rls.ts";
import { policyAlwaysTrue } from "./policy-always-true.ts";
import { policyAnyAuthenticated } from "./policy-any-authenticated.ts";
import { policyInverted } from "./policy-inverted.ts";
import { policyLooseComparison } from "./policy-loose-comparison.ts";
import { policyMissingClaim } from "./policy-missing-claim.ts";
import { policyNullOwner } from "./policy-null-owner.ts";
import { policyNullSafe } from "./policy-null-safe.ts";
import { policyOpenParent } from "./policy-open-parent.ts";
import { policyPartialKey } from "./policy-partial-key.ts";
import { policyPerRow } from "./policy-per-row.ts";
import { policyRecursion } from "./policy-recursion.ts";
import { policyRoleWithoutOrganization } from "./policy-role-without-organization.ts";
import { policyRowOnly } from "./policy-row-only.ts";
import { policySameColumn } from "./policy-same-column.ts";
import { policySelfGranted } from "./policy-self-granted.ts";
import { policyUnrelatedSubquery } from "./policy-unrelated-subquery.ts";
import { policyWithoutTo } from "./policy-without-to.ts";
import { realtimeDeleteTellsKey } from "./realtime-delete-tells-key.ts";
import { realtimeNobodyHears } from "./realtime-nobody-hears.ts";
import { realtimeOldValues } from "./realtime-old-values.ts";
import { realtimePrivateUnheard } from "./realtime-private-unheard.ts";
import { realtimeTableUnguarded } from "./realtime-table-unguarded.ts";
import { realtimeTopicIgnored } from "./realtime-topic-ignored.ts";
import { rlsDisabled } from "./rls-disabled.ts";
import { rlsWithoutPolicies } from "./rls-without-policies.ts";
import { roleBypassesRls } from "./role-bypasses-rls.ts";
import { rowEntersAnyGroup } from "./row-enters-any-group.ts";
import { schemaCreateGranted } from "./schema-create-granted.ts";
import { secretInBundle } from "./secret-in-bundle.ts";
import { secretInFunction } from "./secret-in-function.ts";
import { secretInPublicVariable } from "./secret-in-public-variable.ts";
import { sensitiveColumnShared } from "./sensitive-column-shared.ts";
import { storageFolderMisplaced } from "./storage-folder-misplaced.ts";
import { storageOwnerUuid } from "./storage-owner-uuid.ts";
import { storagePolicyWithoutBucket } from "./storage-policy-without-bucket.ts";
import { storagePublicBucketLists } from "./storage-public-bucket-lists.ts";
import { storageUpsertIncomplete } from "./storage-upsert-incomplete.ts";
import { templateWithoutRole } from "./template-without-role.ts";
import { triggerTrustsMetadata } from "./trigger-trusts-metadata.ts";
import { triggerWritesOthers } from "./trigger-writes-others.ts";
import { uniqueKeyTells } from "./unique-key-tells.ts";
import { updateGivesAway } from "./update-gives-away.ts";
import { updateWithoutSelect } from "./update-without-select.ts";
import { viewWithoutSecurityInvoker } from "./view-without-security-invoker.ts";

export const ALL_RULES: readonly Rule[] = [
  rlsDisabled,
  policiesWithoutRls,
  parentShowsChildren,
  policyAlwaysTrue,
  policyAnyAuthenticated,
  policyMissingClaim,
  policyRowOnly,
  policyNullOwner,
  policyNullSafe,
  policySameColumn,
  policyInverted,
  policyLooseComparison,
  policyUnrelatedSubquery,
  policySelfGranted,
  policyRoleWithoutOrganization,
  policyOpenParent,
  policyPartialKey,
  insertForeignOwner,
  updateGivesAway,
  ownerColumnUnchecked,
  rowEntersAnyGroup,
  policyRecursion,
  policyWithoutTo,
  storageFolderMisplaced,
  storageOwnerUuid,
  storagePolicyWithoutBucket,
  storagePublicBucketLists,
  storageUpsertIncomplete,
  realtimeTableUnguarded,
  realtimeTopicIgnored,
  realtimeOldValues,
  realtimeDeleteTellsKey,
  realtimePrivateUnheard,
  realtimeNobodyHears,
  claimCastToUuid,
  claimPathDotted,
  claimOrganizationV1,
  claimRoleForm,
  claimEditable,
  claimQuoted,
  claimLegacySetting,
  claimNotIssued,
  claimEmail,
  viewWithoutSecurityInvoker,
  materializedViewExposed,
  foreignTableExposed,
  authUsersExposed,
  sensitiveColumnShared,
  uniqueKeyTells,
  definerFunctionExposed,
  triggerTrustsMetadata,
  triggerWritesOthers,
  secretInFunction,
  functionSetsConfig,
  functionReachesOutside,
  functionSearchPath,
  functionSetsRole,
  functionDynamicSql,
  roleBypassesRls,
  schemaCreateGranted,
  foreignKeyToAuthUsers,
  ownerColumnType,
  missingGrant,
  excessGrant,
  missingPolicy,
  updateWithoutSelect,
  rlsWithoutPolicies,
  multiplePermissivePolicies,
  defaultPrivilegesOpen,
  extensionInServedSchema,
  ownerColumnUnindexed,
  policyPerRow,
  templateWithoutRole,
  secretInPublicVariable,
  secretInBundle,
];
