import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('shop_order')
export class Order {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  customerId: number;

  @Column({ type: 'decimal', precision: 10, scale: 2 })
  total: string;

  /** The campaign whose letter brought it: the shop's links carry `?campaign=`. */
  @Column({ type: 'varchar', length: 24, nullable: true })
  campaign: string | null;
}
