// Lists as both APIs give them, and the few other forms that every resource shares.

export function pageJson<Item>(data: readonly Item[], total: number) {
  return { data, total_count: total } as const;
}

export function deletedJson(object: string, id: string) {
  return { object, id, deleted: true } as const;
}

export function totalCountJson(total: number) {
  return { object: "total_count", total_count: total } as const;
}
