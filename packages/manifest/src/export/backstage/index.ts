// Services as a Backstage catalogue

export { backstageCatalog, type Catalog, type CatalogRequest } from "./catalog.ts";
export { catalogText, isOurs } from "./catalog-text.ts";
export type { Entity, EntityKind } from "./entity.ts";
export type { CatalogService } from "./service-entities.ts";
