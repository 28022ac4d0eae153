export { fromGraphModel, type FromGraphModelOptions, GraphModelModule } from './from-graph-model.ts';
export { fromLayersModel, LayersModelModule } from './from-layers-model.ts';
export type { NestedWeights } from './share-variable.ts';
export { toLayer, type ToLayerOptions } from './to-layer.ts';
