import type { Client } from "pg";

/** A setting of a database or its role that the role itself could not have made. */
export interface SuperuserSetting {
  readonly setting: string;
  readonly value: string;
  /** Of the role, not of the database. */
  readonly isOfRole: boolean;
  /** Of the role, in this database only. */
  readonly isHere: boolean;
}

/** What only a superuser can set, as it is set for a database, for the role of its name, or for that role in it. Sorted. */
export async function superuserSettings(client: Client, name: string): Promise<readonly SuperuserSetting[]> {
  const found = await client.query<SuperuserSetting>(
    `SELECT g.name AS setting, split_part(e, '=', 2) AS value, s.setrole <> 0 AS "isOfRole",
       s.setrole <> 0 AND s.setdatabase <> 0 AS "isHere"
     FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase,
       unnest(s.setconfig) e JOIN pg_settings g ON lower(g.name) = lower(split_part(e, '=', 1))
     WHERE g.context IN ('superuser', 'superuser-backend')
       AND ((d.datname = $1 AND (s.setrole = 0 OR r.rolname = $1)) OR (s.setdatabase = 0 AND r.rolname = $1))
     ORDER BY g.name COLLATE "C", 3, 4`,
    [name],
  );
  return found.rows;
}
