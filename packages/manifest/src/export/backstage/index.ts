// Services as a Backstage catalogue

export { backstageCatalog, type CatalogRequest } from "./catalog.ts";
export type { CatalogService } from "./catalog-service.ts";
export { catalogText, isOurs } from "./catalog-text.ts";
export type { Catalog, Entity, EntityKind } from "./entity.ts";
