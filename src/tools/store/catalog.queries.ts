// Reads the schema of a store from the catalog of PostgreSQL. Partitions of the journal are left out: they come and go by the day.

import { statement } from '../../store/db/statement.js';

/** Objects that an extension brings are its own. */
const OWN = (oid: string): string => `not exists (select from pg_depend d where d.objid = ${oid} and d.deptype = 'e')`;

export const TABLES = statement(
  'catalog_tables',
  `select c.relname as name, pg_get_partkeydef(c.oid) as partitioned, array_to_string(c.reloptions, ', ') as options
   from pg_class c
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and ${OWN('c.oid')}
   order by c.relname collate "C"`,
);

export const COLUMNS = statement(
  'catalog_columns',
  `select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as not_null,
     a.attidentity as identity, a.attgenerated as generated, pg_get_expr(d.adbin, d.adrelid) as expression,
     case when a.attstorage <> t.typstorage then a.attstorage end as storage
   from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
     left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0
     and not a.attisdropped
   order by c.relname collate "C", a.attnum`,
);

/** Without "not null", which the columns say. */
export const CONSTRAINTS = statement(
  'catalog_constraints',
  `select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
   from pg_constraint k join pg_class c on c.oid = k.conrelid
   where c.relnamespace = 'public'::regnamespace and not c.relispartition and k.contype <> 'n'
   order by c.relname collate "C", k.contype <> 'p', k.conname collate "C"`,
);

/** Every other object, each as the command that makes it. */
export const DEFINITIONS = statement(
  'catalog_definitions',
  `select definition from (
     select 1 as rank, e.extname::text as name, format('create extension %I', e.extname) as definition
     from pg_extension e where e.extname <> 'plpgsql'
     union all
     select 2, t.typname, format('create type %I as enum (%s)', t.typname,
       (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid))
     from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype = 'e'
     union all
     select 3, s.sequencename, format('create sequence %I as %s start %s increment %s minvalue %s maxvalue %s cache %s',
       s.sequencename, s.data_type, s.start_value, s.increment_by, s.min_value, s.max_value, s.cache_size)
     from pg_sequences s where s.schemaname = 'public' and not exists (
       select from pg_depend d where d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass and d.deptype = 'i')
     union all
     select 4, i.relname, pg_get_indexdef(x.indexrelid)
     from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
     where c.relnamespace = 'public'::regnamespace and not c.relispartition
       and not exists (select from pg_constraint k where k.conindid = x.indexrelid)
     union all
     select 5, v.viewname, format('create view %I as %s', v.viewname, v.definition)
     from pg_views v where v.schemaname = 'public'
     union all
     select 6, p.proname || pg_get_function_identity_arguments(p.oid), pg_get_functiondef(p.oid)
     from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p') and ${OWN('p.oid')}
     union all
     select 7, t.tgname, pg_get_triggerdef(t.oid)
     from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = 'public'::regnamespace and not t.tgisinternal) objects
   order by rank, name collate "C"`,
);
