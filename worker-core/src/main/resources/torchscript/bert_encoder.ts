# Encoders of the BERT family in the serialized TorchScript dialect: BERT, MiniLM, BGE, E5, DistilBERT, RoBERTa, XLM-R.
#
# Architecture: "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding", Devlin et al. 2018,
# arXiv:1810.04805; DistilBERT: Sanh et al. 2019, arXiv:1910.01108; RoBERTa: Liu et al. 2019, arXiv:1907.11692.
# Post-layer-norm transformer with learned positions. Queries, keys and values are one multiplication. Pooling:
# "Sentence-BERT", Reimers and Gurevych 2019, arXiv:1908.10084, section 3. Heads are computed in the floats of the other
# weights, whatever the linear layers are.
#
# Shapes: b texts, t tokens, h = ${hidden} wide, n = ${heads} heads of ${head_size}.
#   input_ids, token_type_ids  int64 [b, t]; models that know no types take no notice of them
#   attention_mask             int64 [b, t], 1 for tokens and 0 for the padding after them; at least one 1 in each row
#   forward  -> float [b, t, h]       hidden states of the last layer
#   pool     -> float [b, h]          mean of the tokens' hidden states, or that of the first token
#   embed    -> float [b, h]          the same, scaled to length 1
#   classify -> float [b, labels]     scores of the text's labels, before softmax or sigmoid; with a head for sequences, or one
#                                     for what pool gives
#   tag      -> float [b, t, labels]  scores of the tokens' labels, before softmax; with a head for tokens
@include linear
class Layer(Module):
  __parameters__ = ["norm1_weight", "norm1_bias", "norm2_weight", "norm2_bias"]
  __buffers__ = []
  norm1_weight : Tensor
  norm1_bias : Tensor
  norm2_weight : Tensor
  norm2_bias : Tensor
  training : bool
  qkv : __torch__.Linear
  out : __torch__.Linear
  up : __torch__.Linear
  down : __torch__.Linear
  def forward(self: __torch__.Layer, x: Tensor, mask: Tensor) -> Tensor:
    b = torch.size(x, 0)
    t = torch.size(x, 1)
    qkv = torch.view((self.qkv).forward(x, ), [b, t, 3, ${heads}, ${head_size}])
    query, key, value = torch.unbind(torch.permute(qkv, [2, 0, 3, 1, 4]), 0)
    attended = torch.scaled_dot_product_attention(query, key, value, torch.type_as(mask, query))
    joined = torch.reshape(torch.transpose(attended, 1, 2), [b, t, ${hidden}])
    a = (self.out).forward(joined, )
@if dropping
    a = torch.dropout(a, ${dropout}, self.training)
@end
    y = torch.add(a, x)
    y0 = torch.layer_norm(y, [${hidden}], self.norm1_weight, self.norm1_bias, ${layer_norm_eps})
    up = (self.up).forward(y0, )
    c = (self.down).forward(${activated_up}, )
@if dropping
    c = torch.dropout(c, ${dropout}, self.training)
@end
    z = torch.add(c, y0)
    return torch.layer_norm(z, [${hidden}], self.norm2_weight, self.norm2_bias, ${layer_norm_eps})
@if classify
class Head(Module):
  __parameters__ = ["dense_weight", "dense_bias", "labels_weight", "labels_bias"]
  __buffers__ = []
  dense_weight : Tensor
  dense_bias : Tensor
  labels_weight : Tensor
  labels_bias : Tensor
  training : bool
  def forward(self: __torch__.Head, states: Tensor) -> Tensor:
    first = torch.linear(torch.select(states, 1, 0), self.dense_weight, self.dense_bias)
    return torch.linear(torch.${head_activation}(first), self.labels_weight, self.labels_bias)
@end
@if tag
class Head(Module):
  __parameters__ = ["labels_weight", "labels_bias"]
  __buffers__ = []
  labels_weight : Tensor
  labels_bias : Tensor
  training : bool
  def forward(self: __torch__.Head, states: Tensor) -> Tensor:
    return torch.linear(states, self.labels_weight, self.labels_bias)
@end
@if pooled
class Head(Module):
  __parameters__ = ["labels_weight", "labels_bias"]
  __buffers__ = []
  labels_weight : Tensor
  labels_bias : Tensor
  training : bool
  def forward(self: __torch__.Head, pooled: Tensor) -> Tensor:
    return torch.linear(pooled, self.labels_weight, self.labels_bias)
@end
class BertEncoder(Module):
@if token_types
  __parameters__ = ["word", "position", "token_type", "norm_weight", "norm_bias"]
@end
@unless token_types
  __parameters__ = ["word", "position", "norm_weight", "norm_bias"]
@end
  __buffers__ = []
  word : Tensor
  position : Tensor
@if token_types
  token_type : Tensor
@end
  norm_weight : Tensor
  norm_bias : Tensor
  training : bool
@repeat layers
  layer${i} : __torch__.Layer
@end
@if head
  head : __torch__.Head
@end
  def embeddings(self: __torch__.BertEncoder, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    x = torch.embedding(self.word, input_ids)
@if token_types
    x = torch.add(x, torch.embedding(self.token_type, token_type_ids))
@end
@if padded_positions
    counted = torch.mul(torch.cumsum(attention_mask, 1), attention_mask)
    x = torch.add(x, torch.embedding(self.position, torch.add(counted, ${padding})))
@end
@unless padded_positions
    x = torch.add(x, torch.slice(self.position, 0, 0, torch.size(input_ids, 1)))
@end
    return torch.layer_norm(x, [${hidden}], self.norm_weight, self.norm_bias, ${layer_norm_eps})
  def states(self: __torch__.BertEncoder, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    x = (self).embeddings(input_ids, attention_mask, token_type_ids, )
    padding = torch.unsqueeze(torch.unsqueeze(torch.eq(attention_mask, 0), 1), 1)
    mask = torch.masked_fill(torch.type_as(torch.zeros_like(padding), x), padding, float("-inf"))
@repeat layers
    x = (self.layer${i}).forward(x, mask, )
@end
    return x
  def forward(self: __torch__.BertEncoder, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    return torch.to((self).states(input_ids, attention_mask, token_type_ids, ), 6)
  def pooled(self: __torch__.BertEncoder, states: Tensor, attention_mask: Tensor) -> Tensor:
@if mean
    weights = torch.type_as(torch.unsqueeze(attention_mask, -1), states)
    total = torch.sum(torch.mul(states, weights), [1])
    return torch.div(total, torch.clamp_min(torch.sum(weights, [1]), 1.0))
@end
@unless mean
    return torch.select(states, 1, 0)
@end
  def pool(self: __torch__.BertEncoder, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    return (self).pooled((self).forward(input_ids, attention_mask, token_type_ids, ), attention_mask, )
  def embed(self: __torch__.BertEncoder, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    pooled = (self).pool(input_ids, attention_mask, token_type_ids, )
    length = torch.sqrt(torch.sum(torch.mul(pooled, pooled), [1], True))
    return torch.div(pooled, torch.clamp_min(length, 1.0e-12))
@if classify
  def classify(self: __torch__.BertEncoder, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    states = (self).states(input_ids, attention_mask, token_type_ids, )
    return torch.to((self.head).forward(states, ), 6)
@end
@if pooled
  def classify(self: __torch__.BertEncoder, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    states = (self).states(input_ids, attention_mask, token_type_ids, )
    return torch.to((self.head).forward((self).pooled(states, attention_mask, ), ), 6)
@end
@if tag
  def tag(self: __torch__.BertEncoder, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    states = (self).states(input_ids, attention_mask, token_type_ids, )
    return torch.to((self.head).forward(states, ), 6)
@end
